from datetime import date

import pytest
import time_machine

from accounts.actions import prefer
from audit.models import RefusedSigning, Submission
from enrollment.models import Allocation, EligibilityDecision, Enrollment
from enrollment.selectors.decisions import to_sign
from tests.factories import casebook, enrollment, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
ALLOCATION = {
    "arm": "neoadjuvant",
    "allocated_date": JUDGED.isoformat(),
    "reason": "clinical_judgment",
    "preference": "none",
    "decided_by": "Dr Zhou Ning",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(JUDGED), tick=False):
        yield


@pytest.fixture
def send(client, investigator):
    def post(row, what, body=None, *, by=investigator, key="a-key-of-the-client"):
        client.force_login(by)
        return client.post(
            address(row, what),
            body or {},
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    return post


def address(row, what):
    return f"/api/v1/trials/{row.activation.trial.slug}/participants/{row.code}/{what}/"


def typed(person, row, **changes):
    with seeing(row.activation):
        shown = to_sign(row, on=JUDGED).as_shown().token()
    return {"user_id": person.username, "password": people.PASSWORD, "shown": shown, **changes}


def test_every_atom_is_answered_as_data(client, screened, investigator):
    client.force_login(investigator)
    answer = client.get(address(screened, "eligibility")).json()
    assert (answer["verdict"], answer["judged_on"]) == ("eligible", "2026-01-08")
    assert len(answer["atoms"]) == 29
    assert (answer["missing"], answer["decision"]) == ([], None)


def not_met(answer):
    (found,) = [one for one in answer.json()["atoms"] if one["finding"] == "not_met"]
    return found


def test_a_near_miss_in_a_date_names_the_day(client, screened, investigator):
    with time_machine.travel(instant(date(2026, 2, 5)), tick=False):
        client.force_login(investigator)
        aged = not_met(client.get(address(screened, "eligibility")))
        prefer(user=investigator, by=investigator, language="zh-hans")
        chinese = not_met(client.get(address(screened, "eligibility")))
    assert (aged["id"], aged["met_from"], aged["met_until"]) == ("I7f", None, "2026-02-04")
    assert aged["would_flip"] == "MRI performed on: from 2026-01-05 to 2026-02-05"
    assert chinese["would_flip"] == "MRI 检查日期：2026-01-05 至 2026-02-05"
    # What is signed is the same in every language.
    assert chinese["explanation"] == aged["explanation"] == aged["why"] != chinese["why"]


def test_a_decision_is_signed_and_then_told_with_what_voids_it(
    client, send, screened, investigator
):
    answer = send(screened, "decisions", typed(investigator, screened))
    assert answer.status_code == 201
    assert answer.json()["verdict"] == "eligible"
    assert "password" not in answer.json()
    enrollment.correct(screened, "screening_clinical", ecog=1, ecog_tumor_related=True)
    decision = client.get(address(screened, "eligibility")).json()["decision"]
    assert (decision["is_void"], decision["changed"]) == (True, ["I6a"])


def test_a_retry_signs_once_and_no_trace_of_the_password_is_kept(send, screened, investigator):
    first = send(screened, "decisions", typed(investigator, screened))
    again = send(screened, "decisions", typed(investigator, screened, password="another one"))
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    with seeing(screened.activation):
        assert EligibilityDecision.objects.count() == 1
    assert Submission.objects.count() == 1


def test_a_wrong_password_is_refused(send, screened, investigator):
    answer = send(screened, "decisions", typed(investigator, screened, password="wrong"))
    assert (answer.status_code, answer.json()["refusal"]) == (409, "WrongComponent")


def test_wrong_passwords_are_counted_though_the_request_is_refused(send, screened, investigator):
    for count in range(5):
        body = typed(investigator, screened, password="wrong")
        answer = send(screened, "decisions", body, key=f"another-key-{count}")
    assert (answer.status_code, answer.json()["refusal"]) == (429, "SigningLocked")
    assert RefusedSigning.objects.filter(user=investigator).count() == 5


def test_what_is_to_be_signed_is_told(client, send, screened, investigator):
    client.force_login(investigator)
    shown = client.get(address(screened, "eligibility")).json()["to_sign"]
    answer = send(screened, "decisions", typed(investigator, screened, shown=shown))
    assert answer.status_code == 201


def test_enrollment_and_allocation_follow(send, screened):
    enrollment.decided(screened)
    enrolled = send(screened, "enrollment")
    assert (enrolled.status_code, enrolled.json()["enrolled_date"]) == (201, "2026-01-08")
    allocated = send(screened, "allocation", ALLOCATION, key="another-key")
    assert (allocated.status_code, allocated.json()["arm"]) == (201, "neoadjuvant")
    with seeing(screened.activation):
        assert Allocation.objects.get().participant_id == screened.pk


def test_a_refusal_is_the_sentence_of_the_page(send, site):
    row = enrollment.screened_participant(site, ecog=2, ecog_tumor_related=True)
    answer = send(row, "enrollment")
    assert answer.status_code == 409
    assert answer.json() == {
        "refusal": "UnableToEnroll",
        "detail": "I6a not met: ECOG performance status is 2, protocol allows 0 to 1.",
    }


@pytest.mark.parametrize(
    ("what", "body"), [("decisions", {}), ("enrollment", {}), ("allocation", ALLOCATION)]
)
def test_a_nurse_does_none_of_it(send, screened, what, body):
    enrollment.decided(screened)
    nurse = casebook.member(screened.activation)
    answer = send(screened, what, body or typed(nurse, screened), by=nurse)
    assert answer.status_code == 403
    with seeing(screened.activation):
        assert not Enrollment.objects.exists()
        assert EligibilityDecision.objects.count() == 1


@pytest.mark.parametrize("what", ["decisions", "enrollment", "allocation"])
def test_at_another_site_the_participant_does_not_exist(send, screened, what):
    elsewhere = casebook.member(protocols.open_site(), Role.PI)
    assert send(screened, what, by=elsewhere).status_code == 404


def test_who_does_not_read_records_reads_no_eligibility(client, screened):
    client.force_login(casebook.member(screened.activation, Role.STATISTICIAN))
    assert client.get(address(screened, "eligibility")).status_code == 403
