import pytest
import time_machine

from audit.models import Submission
from casebook.models import Lock
from enrollment.models import TreatmentDecision
from tests.factories import adjuvant, casebook, people
from tests.factories.adjuvant import LANDMARK, LATER
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
CHOICE = {
    "strategy": "surgery_tace",
    "decided_date": adjuvant.day(20).isoformat(),
    "decided_by": "Liver board",
    "rationale": "Microvascular invasion",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(LATER), tick=False) as clock:
        yield clock


@pytest.fixture
def row():
    return adjuvant.participant()


@pytest.fixture
def investigator(row):
    return casebook.member(row.activation, Role.PI)


@pytest.fixture
def send(client, row, investigator):
    def post(what, body=None, *, by=investigator, key="a-key-of-the-client"):
        client.force_login(by)
        return client.post(
            address(row, what),
            body or {},
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    return post


def address(row, what):
    return f"/api/v1/trials/hcc-adj/participants/{row.code}/{what}/"


def signed(person, row, **changes):
    shown = adjuvant.to_lock(row).token()
    return {"user_id": person.username, "password": people.PASSWORD, "shown": shown, **changes}


def test_the_decision_is_recorded_once_per_key(send, row):
    assert send("treatment", CHOICE).status_code == 201
    again = send("treatment", CHOICE)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["strategy"] == "surgery_tace"
    with seeing(row.activation):
        assert TreatmentDecision.objects.count() == 1


def test_what_was_received_is_told_with_what_came_later(client, row, investigator):
    adjuvant.course(row, "tace", 40)
    adjuvant.course(row, "tki", 110)
    client.force_login(investigator)
    assert client.get(address(row, "treatment")).json() == {
        "participant": row.code,
        "decision": None,
        "to_sign": None,
        "received": {
            "landmark": LANDMARK.isoformat(),
            "strategy": "surgery_tace",
            "not_assessable": None,
            "not_yet": None,
            "later": [{"kind": "systemic", "day": adjuvant.day(110).isoformat()}],
        },
    }


def test_it_is_locked_and_the_password_kept_nowhere(send, row, investigator):
    send("treatment", CHOICE)
    answer = send("treatment/lock", signed(investigator, row), key="the-key-of-a-lock")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["kind"] == "decision"
    assert answer.json()["locked_by"] == investigator.printed_name
    assert people.PASSWORD not in str(list(Submission.objects.values()))
    with seeing(row.activation):
        assert Lock.objects.get().record_sha256 == answer.json()["record_sha256"]


def test_a_refusal_names_itself(send, row, investigator):
    send("treatment", CHOICE)
    answer = send("treatment/lock", signed(investigator, row, shown="{}"), key="another-key-1")
    assert answer.status_code == 409
    assert answer.json()["refusal"] == "ChangedSinceShown"


def test_without_a_decision_there_is_nothing_to_lock(send, investigator):
    typed = {"user_id": investigator.username, "password": people.PASSWORD, "shown": "{}"}
    assert send("treatment/lock", typed).status_code == 404


def test_a_nurse_is_refused(send, row):
    nurse = casebook.member(row.activation)
    assert send("treatment", CHOICE, by=nurse).status_code == 403
    assert send("treatment/lock", signed(nurse, row), by=nurse).status_code == 403
