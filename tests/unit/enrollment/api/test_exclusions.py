from datetime import date

import pytest
import time_machine

from tests.factories import casebook, enrollment, followup, people
from tests.factories.casebook import instant
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
OPERATED, TODAY = date(2026, 1, 20), date(2026, 2, 20)
ALL = "/api/v1/trials/hcc-neo/exclusions/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(TODAY), tick=False):
        yield


@pytest.fixture
def row(site):
    """Enrolled, operated on, and not what the protocol is about."""
    row = enrollment.enrolled_participant(site)
    followup.surgery(row, OPERATED, histology="cholangiocarcinoma")
    return row


def send(client, path, body, key):
    headers = {"Idempotency-Key": key}
    return client.post(path, body, content_type="application/json", headers=headers)


def test_proposed_confirmed_and_taken_back_each_signed(client, site, row):
    person = casebook.member(site, Role.SUB_INVESTIGATOR)
    client.force_login(person)
    one = f"/api/v1/trials/hcc-neo/participants/{row.code}/exclusions/E1/"
    (proposed,) = client.get(ALL).json()
    assert (proposed["participant"], proposed["criterion"]) == (row.code, "E1")
    assert (proposed["state"], proposed["exclusion"]) == ("proposed", None)
    typed = {"user_id": person.username, "password": people.PASSWORD, "reason": "Read twice"}
    for step, state in (("confirm", "confirmed"), ("reinstate", "reinstated")):
        signed = {**typed, "shown": client.get(one).json()["to_sign"]}
        unsaid = send(client, f"{one}{step}/", {**signed, "reason": " "}, f"{step}-unsaid")
        assert unsaid.status_code in {400, 409}
        done = send(client, f"{one}{step}/", signed, f"{step}-number-1")
        assert done.status_code == 201, done.content
        again = send(client, f"{one}{step}/", signed, f"{step}-number-2")
        assert again.status_code == 409
        assert client.get(one).json()["state"] == state
    (listed,) = client.get(ALL).json()
    assert listed["exclusion"]["reinstated_reason"] == "Read twice"
    gone = f"/api/v1/trials/hcc-neo/participants/{row.code}/exclusions/I1a/"
    assert client.get(gone).status_code == 404
    client.force_login(casebook.member(site, Role.NURSE))
    assert client.get(ALL).status_code == 200
    assert send(client, f"{one}confirm/", signed, "nurse-number-1").status_code == 403
