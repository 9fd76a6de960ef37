"""What a worker is sent. Carried out at once, as in every test unless it says otherwise."""

import pytest
from celery import current_app

from jobs import clock, tasks
from jobs.domain.states import State
from jobs.models import Job
from tests.unit.jobs import building

pytestmark = pytest.mark.django_db


def test_both_tasks_are_known_to_web_and_worker_by_name():
    assert {"jobs.tasks.run_job", "jobs.tasks.sweep"} <= set(current_app.tasks)


def test_submitted_job_is_done_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = building.waiting()
    job.refresh_from_db()
    assert job.state == State.DONE


def test_run_job_takes_what_a_later_version_may_add():
    job = building.waiting()
    tasks.run_job(job_id=job.pk, sent_by="a later version")
    assert Job.objects.get(pk=job.pk).state == State.DONE


def test_sweep_reads_the_clock(settings):
    settings.JOB_LEASE_SECONDS = -1
    job = building.running(at=clock.now())
    tasks.sweep()
    assert Job.objects.get(pk=job.pk).state == State.WAITING
