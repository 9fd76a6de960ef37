from datetime import timedelta

import pytest

from jobs import actions, clock
from jobs.actions import LEDGER
from jobs.domain.retries import MOST_ATTEMPTS
from jobs.domain.states import State
from tests.factories import people
from tests.unit.jobs import building

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def periods(settings):
    settings.JOB_LEASE_SECONDS, settings.JOB_SWEEP_SECONDS = 60, 15


def sweep(at):
    return actions.sweep(by=LEDGER, at=at)


def fallen_silent(**request):
    job = building.running(**request)
    return job, job.lease_until + SECOND


def test_job_of_a_silent_worker_waits_again_and_is_announced():
    job, later = fallen_silent()
    assert [announced.pk for announced in sweep(later)] == [job.pk]
    job.refresh_from_db()
    assert (job.state, job.attempts, job.token) == (State.WAITING, 1, None)
    assert (job.due_at, job.announced_at) == (later, later)


def test_job_within_its_lease_is_left_alone():
    job = building.running()
    assert not sweep(job.lease_until)
    job.refresh_from_db()
    assert job.state == State.RUNNING


def test_job_that_kills_its_worker_each_time_is_given_up():
    job, later = fallen_silent()
    for _ in range(MOST_ATTEMPTS - 1):
        sweep(later)
        later = actions.claim(job_id=job.pk, by=LEDGER, at=later).lease_until + SECOND
    assert not sweep(later)
    job.refresh_from_db()
    assert (job.state, job.finished_at) == (State.FAILED, later)
    assert "ended in the middle three times" in job.error


def test_canceled_job_of_a_silent_worker_ends():
    job, later = fallen_silent()
    actions.cancel(job=job, by=job.requested_by, at=clock.now())
    assert not sweep(later)
    job.refresh_from_db()
    assert job.state == State.CANCELED


def test_waiting_job_whose_message_was_lost_is_announced_again():
    job = building.waiting(at=people.NOW)
    assert not sweep(people.NOW + 14 * SECOND)
    assert [again.pk for again in sweep(people.NOW + 15 * SECOND)] == [job.pk]
    assert not sweep(people.NOW + 16 * SECOND)
    assert sweep(people.NOW + 30 * SECOND)


def test_those_who_waited_longest_are_announced_first():
    late = building.waiting(at=people.NOW + SECOND)
    early = building.waiting(at=people.NOW)
    assert sweep(people.NOW + 60 * SECOND) == [early, late]


def test_ended_jobs_are_never_announced():
    building.done()
    building.failed()
    building.canceled()
    assert not sweep(clock.now() + timedelta(days=1))


def test_runner_hears_after_the_commit(django_capture_on_commit_callbacks):
    building.waiting(at=people.NOW)
    with django_capture_on_commit_callbacks() as callbacks:
        sweep(people.NOW + 60 * SECOND)
    assert len(callbacks) == 1


def test_query_count_does_not_grow_with_those_that_wait(django_assert_num_queries):
    for _ in range(5):
        building.waiting(at=people.NOW)
    with django_assert_num_queries(6):
        sweep(people.NOW + SECOND)
