from datetime import timedelta

import pytest

from audit.acts import acting
from jobs import actions, clock
from jobs.actions import LEDGER
from jobs.domain.interruptions import Canceled, Lost
from jobs.domain.retries import MOST_ATTEMPTS, Ending
from jobs.domain.states import ImpossibleStep, State
from jobs.models import Job
from tests.factories import people
from tests.unit.jobs import building
from trials.models import Trial

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def claim(job, at=None):
    return actions.claim(job_id=job.pk, by=LEDGER, at=at or clock.now())


def fail(job, ending=Ending.UNREACHABLE, at=people.NOW):
    return actions.fail(job=job, ending=ending, error="Ask again.", by=LEDGER, at=at)


def reclaimed(job):
    """Its worker fell silent, the job was taken back and given to another."""
    actions.sweep(by=LEDGER, at=job.lease_until + SECOND)
    other = claim(job, at=job.lease_until + SECOND)
    assert other.token != job.token
    return other


def found_trial_and_finish(job):
    with acting(by=LEDGER, action="tests.write"):
        Trial.objects.create(slug="late", title_en="late", title_zh="late")
        actions.finish(job=job, result={}, by=LEDGER, at=people.NOW)


def cancel(job):
    return actions.cancel(job=job, by=job.requested_by, at=clock.now())


# --- claim -----------------------------------------------------------------------------------
def test_claim_holds_the_job_for_one_lease(settings):
    settings.JOB_LEASE_SECONDS = 60
    now = clock.now()
    job = Job.objects.get(pk=claim(building.waiting(at=now), at=now).pk)
    assert (job.state, job.attempts, job.started_at) == (State.RUNNING, 1, now)
    assert job.token is not None
    assert job.lease_until == now + 60 * SECOND


@pytest.mark.parametrize("make", [building.running, building.done, building.failed])
def test_claim_of_a_job_that_does_not_wait_gives_nothing(make):
    assert claim(make()) is None


def test_claim_of_a_job_that_is_not_there_gives_nothing():
    assert actions.claim(job_id=0, by=LEDGER, at=people.NOW) is None


def test_claim_leaves_an_expired_job_to_the_sweep():
    job = building.running()
    assert claim(job, at=job.lease_until + SECOND) is None


def test_claim_waits_until_the_next_try_is_due():
    job = fail(building.running())
    assert claim(job, at=job.due_at - SECOND) is None
    assert claim(job, at=job.due_at).attempts == 2


def test_claim_begins_with_a_clean_sheet():
    job = building.running()
    with acting(by=LEDGER, action="tests.change"):
        Job.objects.filter(pk=job.pk).update(progress=70, step="Counting")
    other = reclaimed(job)
    assert (other.progress, other.step) == (0, "")


# --- finish ----------------------------------------------------------------------------------
def test_finish_keeps_the_result():
    at = clock.now()
    job = actions.finish(job=building.running(), result={"url": "/cuts/7/"}, by=LEDGER, at=at)
    job.refresh_from_db()
    assert (job.state, job.progress, job.result) == (State.DONE, 100, {"url": "/cuts/7/"})
    assert (job.finished_at, job.token, job.lease_until) == (at, None, None)


def test_late_attempt_cannot_finish_what_another_has_begun():
    job = building.running()
    other = reclaimed(job)
    with pytest.raises(Lost):
        actions.finish(job=job, result={"url": "/late/"}, by=LEDGER, at=people.NOW)
    other.refresh_from_db()
    assert (other.state, other.result) == (State.RUNNING, {})


def test_effect_of_a_late_attempt_is_undone_with_its_finish():
    job = building.running()
    reclaimed(job)
    with pytest.raises(Lost):
        found_trial_and_finish(job)
    assert not Trial.objects.filter(slug="late").exists()


def test_attempt_whose_lease_ran_out_unnoticed_may_still_finish():
    """Nobody else has begun: to throw its work away would help nobody."""
    job = building.running(at=clock.now() - timedelta(days=1))
    assert actions.finish(job=job, result={}, by=LEDGER, at=clock.now()).state == State.DONE


def test_job_is_finished_once():
    job = building.running()
    actions.finish(job=job, result={}, by=LEDGER, at=people.NOW)
    with pytest.raises(Lost):
        actions.finish(job=job, result={}, by=LEDGER, at=people.NOW)


def test_canceled_job_is_not_finished():
    job = building.running()
    cancel(job)
    with pytest.raises(Canceled):
        actions.finish(job=job, result={}, by=LEDGER, at=people.NOW)


# --- stop ------------------------------------------------------------------------------------
def test_stop_ends_the_job_as_canceled():
    job = building.running()
    cancel(job)
    stopped = actions.stop(job=job, by=LEDGER, at=people.NOW)
    assert (stopped.state, stopped.finished_at) == (State.CANCELED, people.NOW)


def test_late_attempt_cannot_stop_what_another_has_begun():
    job = building.running()
    reclaimed(job)
    with pytest.raises(Lost):
        actions.stop(job=job, by=LEDGER, at=people.NOW)


# --- fail ------------------------------------------------------------------------------------
@pytest.mark.parametrize("ending", [Ending.REFUSED, Ending.BROKEN])
def test_refused_or_broken_job_fails_at_once_and_says_why(ending):
    job = fail(building.running(), ending)
    assert (job.state, job.error, job.finished_at) == (State.FAILED, "Ask again.", people.NOW)


def test_job_that_found_a_service_down_waits_and_is_tried_again():
    job = fail(building.running())
    assert (job.state, job.error) == (State.WAITING, "")
    assert job.due_at == people.NOW + 10 * SECOND


def test_job_that_found_it_down_each_time_fails():
    job = building.waiting()
    for _ in range(MOST_ATTEMPTS):
        job.refresh_from_db()
        job = fail(claim(job, at=clock.now() + timedelta(days=1)))
    assert (job.state, job.attempts) == (State.FAILED, MOST_ATTEMPTS)


def test_canceled_job_is_not_tried_again():
    job = building.running()
    cancel(job)
    assert fail(job).state == State.CANCELED


def test_late_attempt_cannot_fail_what_another_has_begun():
    job = building.running()
    reclaimed(job)
    with pytest.raises(Lost):
        fail(job)


def test_way_that_the_table_lacks_is_refused():
    with pytest.raises(ImpossibleStep), acting(by=LEDGER, action="tests.move"):
        actions.move(building.waiting(), State.DONE)
