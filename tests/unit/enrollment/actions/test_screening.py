from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.acts import acting
from casebook.domain.standing import Standing
from casebook.selectors.participants import listed
from enrollment.actions import screening
from enrollment.actions.screening import UnableToCloseScreening
from enrollment.domain.status import Status
from enrollment.models import ScreeningClosure
from enrollment.policies import UnableToEnroll, check_can_decide
from enrollment.screening_policies import ScreeningClosed
from enrollment.selectors.screening import lines_of
from tests.factories import casebook, enrollment, people
from tests.factories.casebook import SCREENED, instant
from tests.factories.enrollment import JUDGED
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(site):
    return casebook.member(site)


def close(row, by, code="declined", **changes):
    given = {"closed_date": JUDGED, "at": instant(JUDGED), **changes}
    return screening.close_screening(participant=row, code=code, by=by, **given)


def reopen(row, by, reason="She thought it over"):
    return screening.reopen_screening(participant=row, reason=reason, by=by, at=instant(JUDGED))


def line(row):
    return lines_of([row], today=JUDGED)[0]


def test_who_declines_before_consent_leaves_screening_and_stays_in_the_log(inside, nurse):
    row = casebook.participant(inside)
    assert line(row).status is Status.SCREENING
    closure = close(row, nurse)
    assert (closure.code, closure.closed_by, closure.reopened_at) == ("declined", nurse, None)
    now = line(row)
    assert (now.status, now.reason, now.reasons) == (Status.NOT_ENROLLED, "declined", ("declined",))
    (one,) = listed(inside.trial, activations=[inside.pk])
    assert one.standing is Standing.NOT_ENROLLED


def test_before_consent_an_open_criterion_may_be_named_after_it_only_one_not_met(inside, nurse):
    row = casebook.participant(inside)
    assert close(row, nurse, code="E2").code == "E2"
    consented = enrollment.screened_participant(inside, score="0.49")
    with pytest.raises(UnableToCloseScreening, match="it can be: declined, I4a, other"):
        close(consented, nurse, code="E2")
    assert close(consented, nurse, code="I4a").code == "I4a"
    assert line(consented).reasons == ("I4a",)


def test_another_reason_says_which(inside, nurse):
    row = casebook.participant(inside)
    with pytest.raises(UnableToCloseScreening, match="Say which other reason"):
        close(row, nurse, code="other", reason_text="  ")
    assert close(row, nurse, code="other", reason_text=" Moved away ").reason_text == "Moved away"


@pytest.mark.parametrize("day", [SCREENED - timedelta(days=1), JUDGED + timedelta(days=1)])
def test_it_ended_between_the_screening_date_and_today(inside, nurse, day):
    with pytest.raises(UnableToCloseScreening, match="between the screening date"):
        close(casebook.participant(inside), nurse, closed_date=day)


def test_who_is_closed_signed_as_a_failure_or_enrolled_is_not_closed(inside, nurse):
    row = casebook.participant(inside)
    close(row, nurse)
    with pytest.raises(ScreeningClosed, match=r"was closed on 2026-01-08\. Reopen it"):
        close(row, nurse)
    failure = enrollment.screened_participant(inside, score="0.49")
    enrollment.decided(failure)
    with pytest.raises(UnableToCloseScreening, match="signed as not eligible"):
        close(failure, nurse)
    with pytest.raises(UnableToCloseScreening, match="is enrolled"):
        close(enrollment.enrolled_participant(inside), nurse)
    died = casebook.participant(inside)
    casebook.known(died, death=JUDGED)
    with pytest.raises(UnableToCloseScreening, match="died or withdrew"):
        close(died, nurse)


def test_while_it_is_closed_nobody_signs_or_enrolls_and_reopened_it_goes_on(inside, nurse):
    row = enrollment.screened_participant(inside)
    close(row, nurse)
    with pytest.raises(ScreeningClosed):
        check_can_decide(row, on=JUDGED)
    reopen(row, nurse)
    assert line(row).status is Status.SCREENING
    enrollment.decided(row)
    assert line(row).status is Status.ELIGIBLE
    close(row, nurse)
    assert line(row).status is Status.NOT_ENROLLED
    with pytest.raises(ScreeningClosed, match="Reopen it first"):
        enrollment.enrolled(row)
    reopen(row, nurse)
    assert line(row).status is Status.ELIGIBLE
    enrollment.enrolled(row)
    assert not row.facts.standing().filter(name="screening_closed").exists()
    assert row.closures.count() == 2


def test_reopening_says_why_and_keeps_what_was_closed(inside, nurse):
    row = casebook.participant(inside)
    with pytest.raises(UnableToCloseScreening, match="is not closed"):
        reopen(row, nurse)
    close(row, nurse)
    with pytest.raises(UnableToCloseScreening, match="Say why"):
        reopen(row, nurse, reason=" ")
    reopen(row, nurse)
    closure = ScreeningClosure.objects.get(participant=row)
    assert (closure.reopened_by, closure.reopened_reason) == (nurse, "She thought it over")
    events = closure.events.order_by("pgh_id")
    assert [one.pgh_context["action"] for one in events] == [
        "enrollment.close_screening",
        "enrollment.reopen_screening",
    ]
    assert events.last().pgh_context["reason"] == "She thought it over"


@pytest.mark.parametrize("role", [Role.MONITOR, Role.DATA_MANAGER])
def test_only_who_screens_closes_and_reopens(inside, nurse, role):
    other, row = casebook.member(inside, role), casebook.participant(inside)
    with pytest.raises(NotPermitted):
        close(row, other)
    close(row, nurse)
    with pytest.raises(NotPermitted):
        reopen(row, other)


def test_the_database_holds_one_standing_closure_with_its_reason(inside, nurse):
    row = casebook.participant(inside)
    close(row, nurse)
    wrong = [
        {"code": "declined"},
        {"code": "", "reopened_at": instant(JUDGED), "reopened_by": nurse, "reopened_reason": "x"},
        {"code": "other", "reopened_at": instant(JUDGED), "reopened_by": nurse,
         "reopened_reason": "x"},
        {"code": "declined", "reopened_at": instant(JUDGED), "reopened_by": nurse},
    ]  # fmt: skip
    for columns in wrong:
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            acting(by=people.SETUP, action="tests.break"),
        ):
            ScreeningClosure.objects.create(
                activation=inside,
                participant=row,
                closed_date=JUDGED,
                closed_by=nurse,
                closed_at=instant(JUDGED),
                **columns,
            )


def test_a_void_signature_of_not_eligible_lets_screening_be_closed(inside, nurse):
    row = enrollment.screened_participant(inside, score="0.49")
    enrollment.decided(row)
    enrollment.correct(row, "screening_clinical", ecog=1, ecog_tumor_related=True)
    close(row, nurse)
    assert line(row).status is Status.NOT_ENROLLED
    with pytest.raises((ScreeningClosed, UnableToEnroll)):
        enrollment.enrolled(row)
