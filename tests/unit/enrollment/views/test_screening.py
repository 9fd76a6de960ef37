import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.actions import screening
from tests.factories import casebook, enrollment, protocols
from tests.factories.casebook import instant
from tests.factories.enrollment import JUDGED, screened_participant
from tests.unit.enrollment.views.conftest import words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
LOG = reverse("enrollment:screening_log", args=["hcc-neo"])


@pytest.fixture
def visitor(signed_in, investigator):
    return signed_in(investigator)


def line_of(page, row):
    """From this participant's code to the end of the line."""
    start = page.index(f">{row.code}</a>")
    return page[start : page.index("</tr>", start)]


def test_an_empty_log_teaches_the_next_step(visitor):
    page = words(visitor.get(LOG))
    assert "Nobody screened yet" in page
    assert reverse("casebook:register", args=["hcc-neo"]) in page


def test_nobody_is_screened_where_consent_is_waived(signed_in):
    here = protocols.open_site("crlm")
    nurse = signed_in(casebook.member(here))
    page = words(nurse.get(reverse("enrollment:screening_log", args=["crlm"])))
    assert "records come from archives by import" in page
    assert reverse("casebook:register", args=["crlm"]) not in page
    listed = words(nurse.get(reverse("casebook:participants", args=["crlm"])))
    assert reverse("casebook:register", args=["crlm"]) not in listed


def test_everyone_screened_has_number_date_age_sex_and_reason(site, visitor):
    row = casebook.participant(site, age=71, sex="female", screening_reason="Surgical ward")
    line = line_of(words(visitor.get(LOG)), row)
    for said in ("No. 1", "Surgical ward", "2026-01-05", "71, Female", "27 of 27 unanswered"):
        assert said in line


def test_a_screen_failure_stays_with_its_score_and_its_reason(site, as_role, clock):
    """Without them the screened denominator, and the selection, could not be judged."""
    row = screened_participant(site, score="0.4999999")
    enrollment.decided(row)
    clock.move_to(instant(JUDGED + timedelta(days=90)))
    line = line_of(words(as_role(Role.PI).get(LOG)), row)
    assert "Not eligible" in line
    assert "0.4999999" in line
    assert "I4a not met: PRE score is 0.4999999, protocol allows 0.5 or more." in line
    assert "Signature void" not in line


def test_a_verdict_that_waits_for_its_signature_says_so(screened, visitor):
    assert "Eligible: all 27 met; not signed yet" in line_of(words(visitor.get(LOG)), screened)


def test_a_void_signature_puts_the_participant_back_into_screening(screened, visitor):
    enrollment.decided(screened)
    assert "Eligible</span>" in line_of(words(visitor.get(LOG)), screened)
    enrollment.correct(screened, "screening_clinical", ecog=1, ecog_tumor_related=True)
    line = line_of(words(visitor.get(LOG)), screened)
    assert "In screening" in line
    assert "Signature void" in line


def test_enrolled_participants_stay_in_the_log(site, visitor):
    row = enrollment.enrolled_participant(site)
    assert "Enrolled</span>" in line_of(words(visitor.get(LOG)), row)


def test_each_sees_the_participants_of_the_own_site(site, screened, visitor, as_role):
    other = protocols.open_site()
    elsewhere = casebook.participant(other)
    assert elsewhere.code not in words(visitor.get(LOG))
    both = words(as_role(Role.DATA_MANAGER).get(LOG))
    assert elsewhere.code in both
    assert screened.code in both
    assert screened.code not in words(
        as_role(Role.DATA_MANAGER).get(LOG, {"site": other.site.code})
    )


def test_only_who_registers_is_offered_to(screened, as_role):
    assert "Screen a participant" in words(as_role(Role.NURSE).get(LOG))
    assert "Screen a participant" not in words(as_role(Role.MONITOR).get(LOG))


@pytest.mark.parametrize("role", [Role.STATISTICIAN, Role.DSMB, Role.READER])
def test_who_does_not_read_records_is_told_who_does(screened, as_role, role):
    answer = as_role(role).get(LOG)
    assert answer.status_code == 403
    assert "Research nurse" in words(answer)


def test_another_trial_does_not_exist(visitor):
    url = reverse("enrollment:screening_log", args=["moertel"])
    assert visitor.get(url).status_code == 404


def test_the_number_of_queries_is_the_same_for_one_and_for_many(
    site, visitor, django_assert_num_queries
):
    screened_participant(site)
    visitor.get(LOG)
    with CaptureQueriesContext(connection) as first:
        visitor.get(LOG)
    for _ in range(3):
        enrollment.decided(screened_participant(site))
    with django_assert_num_queries(len(first)):
        visitor.get(LOG)


CSV = reverse("enrollment:screening_csv", args=["hcc-neo"])


def closed(row, code="declined", **more):
    by = casebook.member(row.activation)
    with casebook.seeing(row.activation, by=by):
        return screening.close_screening(
            participant=row, code=code, closed_date=JUDGED, by=by, at=instant(JUDGED), **more
        )


def test_the_log_is_filtered_by_the_main_reason_and_leaves_as_codes(site, as_role):
    declined = casebook.participant(site, screening_reason="Wang from bed 4")
    closed(declined)
    other = casebook.participant(site)
    closed(other, "other", reason_text="Mrs Wang moved")
    failed = screened_participant(site, score="0.49")
    enrollment.decided(failed)
    enrolled = enrollment.enrolled_participant(site)
    visitor = as_role(Role.DATA_MANAGER)
    everybody = words(visitor.get(LOG))
    assert "Not enrolled</span>" in line_of(everybody, declined)
    assert "Declined to take part" in line_of(everybody, declined)
    for code, one in (("declined", declined), ("other", other), ("I4a", failed)):
        assert f'<option value="{code}">' in everybody
        page = words(visitor.get(LOG, {"reason": code}))
        assert {row.code for row in (declined, other, failed, enrolled) if row.code in page} == {
            one.code
        }
    assert "Nobody in the log fits this filter" in words(visitor.get(LOG, {"reason": "E2"}))
    sheet = visitor.get(CSV).content.decode("utf-8-sig")
    assert "Wang" not in sheet
    found = {line["participant"]: line for line in csv.DictReader(sheet.splitlines())}
    assert set(found) == {row.code for row in (declined, other, failed, enrolled)}
    assert found[declined.code]["closed_date"] == "2026-01-08"
    assert found[failed.code]["pre_score"] == "0.49"
    assert [found[row.code]["reason"] for row in (declined, other, failed, enrolled)] == [
        "declined",
        "other",
        "I4a",
        "",
    ]
    (only,) = csv.DictReader(
        visitor.get(CSV, {"reason": "I4a"}).content.decode("utf-8-sig").splitlines()
    )
    assert only["participant"] == failed.code


def test_a_verdict_that_depends_on_the_reading_is_marked_before_and_after_enrollment(site, visitor):
    """Child-Pugh 7 is class B, and printed as allowed."""
    flips = screened_participant(site, bilirubin=40, albumin=34)
    plain, waits = enrollment.enrolled_participant(site), screened_participant(site)
    page = words(visitor.get(LOG))
    assert "The verdict depends on the reading:" in line_of(page, flips)
    assert "When age is measured" not in line_of(page, flips)
    assert "depends on the reading" not in line_of(page, plain)
    assert "depends on the reading" not in line_of(page, waits)
