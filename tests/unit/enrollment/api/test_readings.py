import pytest
import time_machine

from tests.factories import casebook, people
from tests.factories.casebook import instant
from tests.factories.enrollment import JUDGED
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
READINGS = "/api/v1/trials/hcc-neo/readings/"
PROPOSAL = {"ambiguity": "child_pugh", "reading": "printed_score", "reason": "As printed"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(JUDGED), tick=False):
        yield


@pytest.fixture
def send(client, site):
    def post(where, body, *, role, key):
        client.force_login(casebook.member(site, role))
        headers = {"Idempotency-Key": key}
        return client.post(where, body, content_type="application/json", headers=headers)

    return post


def child_pugh(client):
    return next(one for one in client.get(READINGS).json() if one["ambiguity"] == "child_pugh")


def test_propose_sign_and_decline_over_the_api(client, send, site):
    assert send(READINGS, PROPOSAL, role=Role.SPONSOR, key="no-right-1").status_code == 403
    made = send(READINGS, PROPOSAL, role=Role.PI, key="proposal-1")
    assert made.status_code == 201
    again = send(READINGS, PROPOSAL, role=Role.PI, key="proposal-1")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert send(READINGS, PROPOSAL, role=Role.PI, key="proposal-2").status_code == 409
    (change,) = child_pugh(client)["changes"]
    one = f"{READINGS}{change['id']}/"
    person = casebook.member(site, Role.SPONSOR)
    typed = {"user_id": person.username, "password": people.PASSWORD}
    signed = {**typed, "shown": change["to_sign"]}
    assert send(f"{one}approve/", signed, role=Role.PI, key="approval-1").status_code == 403
    done = send(f"{one}approve/", signed, role=Role.SPONSOR, key="approval-2")
    assert (done.status_code, done.json()["approved_by"]) == (201, person.username)
    assert child_pugh(client)["chosen"] == "printed_score"
    late = send(f"{one}decline/", {"reason": "Late"}, role=Role.SPONSOR, key="decline-1")
    assert late.status_code == 409
