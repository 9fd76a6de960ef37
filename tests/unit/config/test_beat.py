"""The table of what is done again and again names tasks that exist."""

import pytest
from django.conf import settings

from config.celery import app
from jobs.domain.queues import Queue

SCHEDULE = settings.CELERY_BEAT_SCHEDULE


@pytest.fixture(scope="module")
def tasks():
    app.loader.import_default_modules()
    return set(app.tasks)


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_each_entry_names_a_task_and_a_queue(name, tasks):
    assert SCHEDULE[name]["task"] in tasks
    assert SCHEDULE[name]["options"]["queue"] in set(Queue)


def test_jobs_are_swept_as_often_as_the_sweep_itself_reckons():
    assert SCHEDULE["sweep-jobs"]["schedule"] == settings.JOB_SWEEP_SECONDS
