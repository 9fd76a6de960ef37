"""Many at once, on commits that are real."""

import time
from datetime import timedelta

import pytest

from audit.acts import acting
from jobs import actions, clock
from jobs.actions import LEDGER
from jobs.domain.interruptions import Lost
from jobs.domain.states import State
from jobs.models import Job
from tests.databases import race
from tests.factories import people
from tests.unit.jobs import building, kinds

pytestmark = pytest.mark.usefixtures("nobody_listens")


def test_one_job_of_ten_requests_at_once(committed_db):
    person = people.user()
    request = {"kind": kinds.FOUND, "key": "found:hcc", "payload": {"slug": "hcc"}}
    jobs = race(10, lambda _: actions.submit(**request, by=person, at=clock.now()))
    assert {job.pk for job in jobs} == {Job.objects.get().pk}


def test_one_of_ten_claims_at_once_has_it(committed_db):
    job = building.waiting()
    claims = race(10, lambda _: actions.claim(job_id=job.pk, by=LEDGER, at=clock.now()))
    assert [held.attempts for held in claims if held is not None] == [1]


def test_two_sweeps_at_once_take_a_job_back_once(committed_db):
    job = building.running()
    later = job.lease_until + timedelta(seconds=1)
    race(2, lambda _: actions.sweep(by=LEDGER, at=later))
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.WAITING, 1)


def test_second_request_for_a_failed_job_waits_for_the_first(committed_db):
    """Else it would begin anew what the first has begun, and perhaps a worker already has."""
    job = building.failed()
    first, second = people.NOW, people.NOW + timedelta(hours=1)

    def ask(at):
        request = {"kind": job.kind, "key": job.key, "payload": job.payload}
        actions.submit(**request, by=job.requested_by, at=at)

    def ask_and_commit_late(_):
        with acting(by=LEDGER, action="tests.ask"):
            ask(first)
            time.sleep(0.5)

    def ask_meanwhile(_):
        time.sleep(0.2)
        ask(second)

    ways = (ask_and_commit_late, ask_meanwhile)
    assert race(2, lambda number: ways[number](number)) == [None, None]
    job.refresh_from_db()
    assert job.requested_at == first


def test_cancel_and_finish_at_once_agree(committed_db):
    """Either the work stands and the cancel came too late, or nothing was written."""
    job = building.running()
    ways = (
        lambda: actions.cancel(job=job, by=job.requested_by, at=clock.now()),
        lambda: actions.finish(job=job, result={}, by=LEDGER, at=clock.now()),
    )
    outcomes = race(2, lambda number: ways[number]())
    job.refresh_from_db()
    if job.state == State.DONE:
        assert isinstance(outcomes[0], actions.UnableToCancel)
    else:
        assert job.is_stopping
        assert isinstance(outcomes[1], Exception)
        assert not isinstance(outcomes[1], Lost)
