from datetime import date

import pytest
from django.urls import reverse

from enrollment.domain.exclusions import State
from enrollment.models import Exclusion
from enrollment.selectors.exclusions import case_of, content_of
from tests.factories import casebook, enrollment, followup, people, protocols
from tests.factories.casebook import seeing
from tests.unit.enrollment.views.conftest import words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 2)
LIST = "/trials/hcc-neo/exclusions/"


@pytest.fixture(autouse=True)
def clock():
    import time_machine

    with time_machine.travel(casebook.instant(TODAY), tick=False) as clock:
        yield clock


@pytest.fixture
def row(enrolled):
    enrollment.allocated(enrolled)
    followup.surgery(enrolled, date(2026, 3, 10), histology="cholangiocarcinoma")
    return enrolled


def page_of(row, criterion="E1"):
    return reverse("enrollment:exclusion", args=["hcc-neo", row.code, criterion])


def typed(row, investigator, to=State.CONFIRMED, **changes):
    with seeing(row.activation):
        shown = content_of(case_of(row, "E1"), to=to).as_shown().token()
    return {
        "shown": shown,
        "reason": "Two pathologists agree",
        "user_id": investigator.username,
        "password": people.PASSWORD,
        **changes,
    }


def test_proposed_confirmed_on_the_page_and_taken_back(row, signed_in, investigator):
    visitor = signed_in(investigator)
    listed = words(visitor.get(LIST))
    assert "Waits for an investigator" in listed
    assert page_of(row) in listed
    page = words(visitor.get(page_of(row)))
    assert "I confirm this exclusion after enrollment" in page
    assert "cholangiocarcinoma" in page.lower()

    answer = visitor.post(page_of(row), typed(row, investigator))
    assert answer["Location"] == page_of(row)
    page = words(visitor.get(page_of(row)))
    assert "Two pathologists agree" in page
    assert "Signature holds" in page
    assert "I take this exclusion back" in page

    sent = typed(row, investigator, to=State.REINSTATED, reason="Slides mixed up")
    assert visitor.post(page_of(row), sent).status_code == 302
    assert "Slides mixed up" in words(visitor.get(LIST))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ""}, "This field is required"),
        ({"password": "wrong"}, "The password is not right"),
        ({"shown": "nothing"}, "Changed since you opened this page"),
    ],
)
def test_what_is_not_right_signs_nothing(row, signed_in, investigator, changes, said):
    answer = signed_in(investigator).post(page_of(row), typed(row, investigator, **changes))
    assert answer.status_code == 422
    assert said in words(answer)
    with seeing(row.activation):
        assert not Exclusion.objects.exists()


def test_what_it_does_to_the_sets_is_counted(row, as_role):
    enrollment.excluded(row, "E1", day=TODAY)
    page = as_role(Role.SUB_INVESTIGATOR).get(LIST)
    (line,) = (one for one in page.context["effects"] if one["label"] == "Protocol set")
    assert (line["effect"].meets, line["effect"].counted) == (1, 0)


def test_arms_only_for_who_may_see_outcomes_by_arm_and_codes_only_for_readers(row, as_role):
    by_role = {
        role: words(as_role(role).get(LIST))
        for role in (Role.PI, Role.SPONSOR, Role.UNBLINDED_STATISTICIAN)
    }
    assert {role for role, page in by_role.items() if row.code in page} == {Role.PI}
    with_arms = {role for role, page in by_role.items() if "Surgery alone" in page}
    assert with_arms == {Role.UNBLINDED_STATISTICIAN}


def test_who_does_not_decide_reads_and_is_told_who_does(row, as_role):
    nurse = as_role(Role.NURSE)
    assert "Sub-investigator" in words(nurse.get(page_of(row)))
    assert nurse.post(page_of(row), {}).status_code == 403
    assert nurse.get(page_of(row, "I6a")).status_code == 404


def test_eligibility_leads_there_and_other_sites_find_nothing(row, as_role, signed_in):
    page = words(as_role(Role.PI).get(f"/trials/hcc-neo/participants/{row.code}/eligibility/"))
    assert page_of(row) in page
    elsewhere = signed_in(casebook.member(protocols.open_site(), Role.PI))
    assert elsewhere.get(page_of(row)).status_code == 404
