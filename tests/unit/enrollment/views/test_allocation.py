import pytest

from enrollment.models import Allocation
from tests.factories import casebook, enrollment, people, protocols
from tests.factories.casebook import seeing
from tests.unit.enrollment.views.conftest import at, day, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "enrollment:allocate"
CHOSEN = {
    "arm": "surgery_alone",
    **day("allocated_date", "2026-01-08"),
    "reason": "participant_preference",
    "preference": "agrees",
    "decided_by": "Dr Zhou Ning",
}


@pytest.fixture
def row(enrolled):
    return enrolled


@pytest.fixture
def visitor(signed_in, investigator):
    return signed_in(investigator)


def test_each_arm_is_a_card_that_says_what_it_is(row, visitor):
    page = words(visitor.get(at(PAGE, row)))
    assert "Surgery alone (high-risk)" in page
    assert "Straight to curative liver resection" in page
    assert "Assigned in the source trial" not in page


def test_the_choice_is_recorded_with_its_reason(row, visitor):
    answer = visitor.post(at(PAGE, row), CHOSEN)
    assert answer["Location"] == at("enrollment:eligibility", row)
    page = words(visitor.get(at(PAGE, row)))
    assert "Surgery alone (high-risk)" in page
    assert "The participant&#x27;s preference" in page
    assert "Dr Zhou Ning" in page


def test_sent_twice_it_is_done_once(row, visitor):
    for _ in range(2):
        sent = visitor.post(at(PAGE, row), {**CHOSEN, "submission_key": "allocate-1"})
        assert sent.status_code == 302
    with seeing(row.activation):
        assert Allocation.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"arm": ""}, "This field is required"),
        ({"reason": "other"}, "Say which other reason it was"),
        ({"reason": "imported"}, "Select a valid choice"),
        (day("allocated_date", "2026-01-09"), "between enrollment"),
        (day("allocated_date", "2026-13-09"), "There is no month 13"),
        ({"decided_by": ""}, "This field is required"),
    ],
)
def test_what_is_not_right_comes_back_with_everything_typed(row, visitor, change, said):
    answer = visitor.post(at(PAGE, row), {**CHOSEN, **change})
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="agrees" checked' in words(answer)
    with seeing(row.activation):
        assert not Allocation.objects.exists()


def test_before_enrollment_the_page_says_what_comes_first(screened, visitor):
    assert "Only an enrolled participant is allocated" in words(visitor.get(at(PAGE, screened)))


def test_who_does_not_allocate_is_told_who_does(row, as_role):
    answer = as_role(Role.NURSE).get(at(PAGE, row))
    assert answer.status_code == 403
    assert "Sub-investigator" in words(answer)


def test_the_arm_is_read_by_whoever_reads_the_records(row, as_role):
    enrollment.allocated(row)
    assert as_role(Role.MONITOR).get(at(PAGE, row)).status_code == 200
    assert as_role(Role.STATISTICIAN).get(at(PAGE, row)).status_code == 403


def test_for_other_sites_the_participant_does_not_exist(row, signed_in):
    elsewhere = signed_in(casebook.member(protocols.open_site(), Role.PI))
    assert elsewhere.post(at(PAGE, row), CHOSEN).status_code == 404


def test_the_baseline_of_the_comparison_is_shown_before_and_after_the_choice(row, visitor):
    page = words(visitor.get(at(PAGE, row)))
    assert "Baseline for the comparison of the arms" in page
    assert "0.73" in page
    assert "not recorded" in page
    visitor.post(at(PAGE, row), CHOSEN)
    page = words(visitor.get(at(PAGE, row)))
    assert "As known on the day of the choice" in page
    assert "0.73" in page
    assert "not what was frozen" not in page
    with seeing(row.activation), people.setting_up():
        Allocation.objects.update(baseline={})
    assert "not what was frozen" in words(visitor.get(at(PAGE, row)))
