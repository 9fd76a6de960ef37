import pytest
import time_machine

from inference.models import PredictionAttempt
from tests.factories import casebook, protocols, running
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(JUDGED), tick=False):
        yield


@pytest.fixture
def release(site):
    return running.approved(site)


@pytest.fixture
def row(ready):
    return ready


@pytest.fixture
def send(client):
    def post(row, release, role=Role.DATA_MANAGER, key="a-key-of-the-client"):
        client.force_login(casebook.member(row.activation, role))
        return client.post(
            address(row),
            {"release": str(release)},
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    return post


def address(row):
    return f"/api/v1/trials/{row.activation.trial.slug}/participants/{row.code}/attempts/"


def test_a_run_is_asked_for_and_its_state_read(client, send, row, release):
    answer = send(row, release)
    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["number"]) == ("waiting", 1)
    (listed,) = client.get(address(row)).json()
    assert listed["id"] == answer.json()["id"]
    assert listed["input_sha256"] == answer.json()["input_sha256"]


def test_another_key_for_the_same_input_is_the_same_run(send, row, release):
    first, again = send(row, release), send(row, release, key="another-key")
    assert first.json()["id"] == again.json()["id"]
    with seeing(row.activation):
        assert PredictionAttempt.objects.count() == 1


def test_reasons_are_told_in_words(send, consented, release):
    answer = send(consented, release).json()
    assert answer["state"] == "not_evaluable"
    assert "Albumin is not recorded. Record it, then run again." in answer["reasons"]


def test_an_unknown_release_is_refused(send, row):
    assert send(row, "pre 9.9").status_code == 400


def test_a_proposed_release_does_not_run_here_yet(send, site, row):
    assert send(row, running.proposed(site)).status_code == 400


@pytest.mark.parametrize("role", [Role.NURSE, Role.MONITOR, Role.MODEL_ENGINEER])
def test_others_run_nothing(send, row, release, role):
    assert send(row, release, role).status_code == 403


def test_at_another_site_the_participant_does_not_exist(client, row):
    client.force_login(casebook.member(protocols.open_site()))
    assert client.get(address(row)).status_code == 404
