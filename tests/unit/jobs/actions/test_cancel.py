import pytest

from jobs import actions
from jobs.actions import UnableToCancel
from jobs.domain.states import State
from jobs.policies import can_cancel
from tests.factories import people
from tests.unit.jobs import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return people.user()


def cancel(job, by):
    return actions.cancel(job=job, by=by, at=people.NOW)


def test_waiting_job_ends_at_once(person):
    job = cancel(building.waiting(by=person), person)
    assert (job.state, job.finished_at) == (State.CANCELED, people.NOW)


def test_running_job_is_asked_to_stop(person):
    job = cancel(building.running(by=person), person)
    assert (job.state, job.cancel_requested_at) == (State.RUNNING, people.NOW)
    assert job.token is not None


@pytest.mark.parametrize("make", [building.done, building.failed])
def test_ended_job_is_left_as_it_is(person, make):
    job = make(by=person)
    with pytest.raises(UnableToCancel, match=r"has already ended: (Done|Failed)"):
        cancel(job, person)


def test_state_is_read_anew_not_from_the_page(person):
    job = building.running(by=person)
    actions.finish(job=job, result={}, by=actions.LEDGER, at=people.NOW)
    assert job.state == State.RUNNING
    with pytest.raises(UnableToCancel, match="already ended"):
        cancel(job, person)


def test_job_of_another_person_is_not_mine_to_cancel(person):
    job = building.waiting(by=people.user())
    with pytest.raises(UnableToCancel, match="Only the person who asked"):
        cancel(job, person)
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_job_of_the_system_is_nobodys_to_cancel(person):
    with pytest.raises(UnableToCancel, match="Only the person who asked"):
        cancel(building.waiting(by=actions.LEDGER), person)


def test_button_is_shown_while_it_would_work(person):
    assert can_cancel(building.waiting())
    assert can_cancel(building.running())
    assert not can_cancel(building.done())
    assert not can_cancel(building.canceled())
    assert not can_cancel(cancel(building.running(by=person), person))
