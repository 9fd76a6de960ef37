"""The table of what is done again and again names tasks that exist."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
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


@pytest.mark.parametrize(("name", "hour"), [("recompute-facts", 2), ("send-digests", 6)])
def test_nights_and_mornings_are_those_of_the_deployment(name, hour):
    midnight = datetime(2026, 3, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(midnight, tick=False):
        wait = SCHEDULE[name]["schedule"].remaining_estimate(midnight)
    assert (midnight + wait).hour == hour
