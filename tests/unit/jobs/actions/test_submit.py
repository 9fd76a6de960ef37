import pytest

from audit.acts import acting
from jobs import actions, registry
from jobs.actions import LEDGER, AskedByAnother, UnableToSubmit
from jobs.domain.states import State
from jobs.models import Job
from tests.factories import people
from tests.unit.jobs import building, kinds

pytestmark = pytest.mark.django_db
REQUEST = {"kind": kinds.FOUND, "key": "found:hcc", "payload": {"slug": "hcc"}}


def submit(**changes):
    return actions.submit(**{**REQUEST, "by": LEDGER, "at": people.NOW, **changes})


def submit_and_stumble():
    with acting(by=LEDGER, action="tests.ask"):
        submit()
        raise ZeroDivisionError


def test_job_waits_in_the_queue_of_its_kind_for_its_requester():
    nurse = people.user()
    job = Job.objects.get(pk=submit(by=nurse).pk)
    assert (job.state, job.queue, job.payload) == (State.WAITING, "reports", {"slug": "hcc"})
    assert (job.requested_by, job.requested_at) == (nurse, people.NOW)
    assert (job.progress, job.attempts, job.token) == (0, 0, None)


def test_job_of_the_system_belongs_to_nobody():
    assert submit().requested_by is None


def test_job_reaches_the_sites_its_requester_reached():
    with acting(by=people.user(), action="tests.ask", activations=[7, 3]):
        assert submit().activation_ids == [3, 7]


def test_job_reaches_the_sites_it_is_given():
    with acting(by=people.user(), action="tests.ask", activations=[7, 3]):
        assert submit(activations=[3, 3]).activation_ids == [3]


def test_runner_hears_of_it_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        submit()
    assert len(callbacks) == 1


def test_nobody_hears_of_a_request_that_was_rolled_back(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ZeroDivisionError):
        submit_and_stumble()
    assert not callbacks
    assert not Job.objects.exists()


@pytest.mark.parametrize("make", [building.waiting, building.running, building.done])
def test_asking_again_gives_the_same_job_and_no_second_message(
    make, django_capture_on_commit_callbacks
):
    person = people.user()
    job = make(by=person, **REQUEST)
    before = job.state
    with django_capture_on_commit_callbacks() as callbacks:
        again = submit(by=person)
    assert (again.pk, again.state) == (job.pk, before)
    assert not callbacks


def test_asking_again_for_a_failed_job_begins_anew(django_capture_on_commit_callbacks):
    person = people.user()
    job = building.failed(by=person, **REQUEST)
    with django_capture_on_commit_callbacks() as callbacks:
        again = submit(by=person, activations=[5], at=people.NOW)
    assert (again.pk, again.state, again.error) == (job.pk, State.WAITING, "")
    assert (again.attempts, again.requested_at, again.activation_ids) == (0, people.NOW, [5])
    assert (again.started_at, again.finished_at, again.due_at) == (None, None, None)
    assert len(callbacks) == 1


def test_asking_again_for_a_canceled_job_begins_anew():
    person = people.user()
    job = building.canceled(by=person)
    again = submit(by=person, key=job.key, payload=job.payload)
    assert (again.pk, again.state, again.cancel_requested_at) == (job.pk, State.WAITING, None)


def test_key_of_other_work_is_refused():
    submit()
    with pytest.raises(UnableToSubmit, match="already stands for other work"):
        submit(payload={"slug": "other"})
    with pytest.raises(UnableToSubmit, match="already stands for other work"):
        submit(kind=kinds.BREAK)


def test_key_of_another_person_is_refused_and_does_not_revive_the_job():
    job = building.failed(by=people.user(), **REQUEST)
    with pytest.raises(AskedByAnother):
        submit(by=people.user())
    job.refresh_from_db()
    assert job.state == State.FAILED


def test_system_may_ask_for_what_a_person_asked_for():
    job = building.waiting(by=people.user(), **REQUEST)
    assert submit().pk == job.pk


def test_words_and_values_are_refused_in_a_payload():
    with pytest.raises(UnableToSubmit, match="ids only, and remark is more"):
        submit(payload={"slug": "hcc", "remark": "seen by the nurse"})
    assert not Job.objects.exists()


def test_unknown_kind_is_refused():
    with pytest.raises(registry.UnknownKind, match=r"does not know the job “tests\.unheard”"):
        submit(kind="tests.unheard")
