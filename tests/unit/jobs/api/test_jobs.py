import pytest
from knox.models import get_token_model

from tests.factories import people
from tests.unit.jobs import building
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(client):
    person = people.user()
    client.force_login(person)
    return person


def ask(client, job, **more):
    return client.get(f"/api/v1/jobs/{job.pk}/", **more)


def test_done_job_answers_with_its_result(client, nurse):
    job = building.done(by=nurse, payload={"slug": "hcc"})
    answer = ask(client, job).json()
    assert answer["id"] == job.pk
    assert answer["title"] == "Found a trial"
    assert (answer["state"], answer["progress"]) == ("done", 100)
    assert answer["result"] == {"url": "/trials/hcc/"}


def test_failed_job_answers_with_what_to_do(client, nurse):
    answer = ask(client, building.failed(by=nurse, error="Ask again.")).json()
    assert (answer["state"], answer["error"]) == ("failed", "Ask again.")


def test_lease_token_and_reach_are_not_told(client, nurse):
    told = set(ask(client, building.running(by=nurse)).json())
    assert not told & {"token", "lease_until", "activation_ids", "payload", "key"}


def test_job_of_another_person_is_not_found(client, nurse):
    assert ask(client, building.waiting(by=people.user())).status_code == 404


def test_nobody_signed_in_is_refused(client):
    assert ask(client, building.waiting()).status_code in (401, 403)


def test_token_of_its_requester_may_ask(client):
    delegation = people.delegated(Role.NURSE, people.activation())
    with people.setting_up():
        _, secret = get_token_model().objects.create(user=delegation.user, delegation=delegation)
    job = building.waiting(by=delegation.user)
    answer = ask(client, job, headers={"Authorization": f"Token {secret}"})
    assert (answer.status_code, answer.json()["state"]) == (200, "waiting")


def test_status_is_read_only(client, nurse):
    assert client.post(f"/api/v1/jobs/{building.waiting(by=nurse).pk}/").status_code == 405
