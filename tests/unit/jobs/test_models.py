import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.acts import acting
from audit.guarded import WroteOutsideAct
from jobs import clock
from jobs.actions import LEDGER
from jobs.models import Job
from tests.factories import people
from tests.unit.jobs import building

pytestmark = pytest.mark.django_db
LEASE = {"token": uuid.uuid4(), "lease_until": people.NOW, "started_at": people.NOW, "attempts": 1}
MADE = {"waiting": building.waiting, "running": building.running, "done": building.done}


def change(job: Job, **fields: object) -> None:
    """As a program would that forgot the rules."""
    with transaction.atomic(), acting(by=LEDGER, action="tests.change"):
        Job.objects.filter(pk=job.pk).update(**fields)


@pytest.mark.parametrize(
    ("state", "fields", "rule"),
    [
        ("running", {"progress": 101}, "job_progress_0_to_100"),
        ("waiting", {"state": "sleeping"}, "job_known_state"),
        ("waiting", {"queue": "slow"}, "job_known_queue"),
        ("waiting", {"state": "running", "attempts": 1}, "job_runs_while_held"),
        ("waiting", {"token": uuid.uuid4()}, "job_runs_while_held"),
        ("running", {"lease_until": None}, "job_runs_while_held"),
        ("running", {"token": None}, "job_runs_while_held"),
        ("running", {"started_at": None}, "job_runs_while_held"),
        ("waiting", {"finished_at": people.NOW}, "job_ended_when_finished"),
        ("waiting", {"state": "canceled"}, "job_ended_when_finished"),
        ("done", {"finished_at": None}, "job_ended_when_finished"),
        ("waiting", {"error": "why?"}, "job_failed_says_why"),
        ("done", {"state": "failed"}, "job_failed_says_why"),
        ("done", {"progress": 99}, "job_done_was_started"),
        ("done", {"started_at": None}, "job_done_was_started"),
        ("waiting", {"state": "running", **LEASE, "attempts": 0}, "job_running_is_an_attempt"),
    ],
)
def test_database_refuses_a_job_that_contradicts_itself(state, fields, rule):
    job = MADE[state]()
    with pytest.raises(IntegrityError, match=rule):
        change(job, **fields)


def test_key_stands_for_one_job():
    job = building.waiting()
    other = building.waiting()
    with pytest.raises(IntegrityError, match="key"):
        change(other, key=job.key)


def test_job_is_written_only_inside_an_act():
    job = building.waiting()
    with pytest.raises(WroteOutsideAct):
        job.save()


def test_ready_are_those_that_wait_and_are_due():
    now = clock.now()
    ready = building.waiting()
    later = building.waiting()
    change(later, due_at=now + timedelta(seconds=5))
    building.running()
    building.done()
    assert list(Job.objects.ready(now)) == [ready]
    assert set(Job.objects.ready(now + timedelta(seconds=5))) == {ready, later}


def test_expired_are_those_that_run_beyond_their_lease():
    job = building.running()
    building.waiting()
    assert not Job.objects.expired(job.lease_until).exists()
    beyond = job.lease_until + timedelta(microseconds=1)
    assert list(Job.objects.expired(beyond)) == [job]


def test_held_by_asks_for_state_and_token():
    job = building.running()
    assert list(Job.objects.held_by(job.token)) == [job]
    assert not Job.objects.held_by(uuid.uuid4()).exists()
    building.waiting()
    assert not Job.objects.held_by(None).exists()


def test_job_is_ready_from_its_request_or_from_its_next_try():
    job = building.waiting(at=people.NOW)
    assert job.ready_at == people.NOW
    job.due_at = people.NOW + timedelta(seconds=30)
    assert job.ready_at == job.due_at


@pytest.mark.parametrize(
    ("make", "ended"), [("waiting", False), ("running", False), ("done", True)]
)
def test_has_ended(make, ended):
    assert MADE[make]().has_ended is ended


def test_only_a_running_job_is_stopping():
    job = building.running()
    assert not job.is_stopping
    change(job, cancel_requested_at=people.NOW)
    job.refresh_from_db()
    assert job.is_stopping
    assert not building.canceled().is_stopping


def test_job_is_called_by_kind_and_key_and_has_a_page():
    job = building.waiting(key="cut:7")
    assert str(job) == "tests.found cut:7"
