from datetime import date

import pytest

from casebook import corrections
from casebook.actions import deviations, visits
from casebook.models import Deviation, Visit
from casebook.selectors.deviations import told
from casebook.selectors.facts import facts_for
from casebook.selectors.protocols import protocol_for
from tests.factories import casebook, followup
from tests.factories.casebook import instant, seeing
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role
from trials.domain.values import Known

pytestmark = pytest.mark.django_db

SURGERY = date(2026, 1, 20)
# M03: day 91, up to 14 days later.
FIRST, LAST = date(2026, 4, 21), date(2026, 5, 5)
NOW = date(2026, 6, 1)


@pytest.fixture
def operated():
    row = followup.enrolled_participant()
    followup.surgery(row, SURGERY)
    return row


def attendance(day):
    if day is None:
        return visits.Attendance(outcome="not_done", not_done_reason="Ill")
    return visits.Attendance(outcome="done", visit_date=day)


def seen(row, day, code="M03"):
    by = casebook.member(row.activation)
    with seeing(row.activation, by=by):
        return visits.record(
            participant=row, visit=code, attendance=attendance(day), by=by, at=instant(NOW)
        )


def correct(row, day):
    by = casebook.member(row.activation)
    with seeing(row.activation, by=by):
        visit = Visit.objects.get(participant=row, visit="M03")
        visits.correct(
            visit=visit,
            attendance=attendance(day),
            expected_version=visit.version,
            reason="typo",
            by=by,
            at=instant(NOW),
        )


def found(row):
    """Criterion, was, is now, in the order they were found."""
    with seeing(row.activation):
        rows = Deviation.objects.filter(participant=row, kind="visit").order_by("pk")
        return [(one.criterion, one.was, one.is_now) for one in rows]


@pytest.mark.parametrize(
    ("day", "breach"),
    [
        (date(2026, 4, 20), "early"),
        (FIRST, None),
        (LAST, None),
        (date(2026, 5, 6), "late"),
        (None, "missed"),
    ],
)
def test_a_visit_outside_its_window_is_a_deviation_by_itself(operated, day, breach):
    seen(operated, day)
    assert found(operated) == ([("M03", "", breach)] if breach else [])


def test_a_corrected_day_turns_the_same_line(operated):
    seen(operated, date(2026, 5, 6))
    correct(operated, LAST)
    assert found(operated) == [("M03", "late", "mended")]
    correct(operated, None)
    assert found(operated) == [("M03", "mended", "missed")]


def test_what_was_judged_stands_and_what_changes_afterwards_is_a_line_of_its_own(operated):
    seen(operated, date(2026, 5, 6))
    by = casebook.member(operated.activation, Role.DATA_MANAGER)
    with seeing(operated.activation, by=by):
        deviations.classify(
            deviation=Deviation.objects.get(),
            severity="minor",
            expected_version=1,
            by=by,
            at=instant(NOW),
        )
    correct(operated, date(2026, 5, 7))
    assert found(operated) == [("M03", "", "late")]
    correct(operated, LAST)
    assert found(operated) == [("M03", "", "late"), ("M03", "late", "mended")]


def test_a_corrected_anchor_judges_the_visits_made_by_it_again(operated):
    seen(operated, LAST)
    casebook.visit_done(operated, "BL", date(2026, 1, 9))
    move(operated, date(2026, 1, 18))
    assert found(operated) == [("M03", "", "late")]
    move(operated, SURGERY)
    assert found(operated) == [("M03", "late", "mended")]


def move(row, day):
    from followup.actions import surgeries
    from followup.models import Surgery

    by = casebook.member(row.activation)
    with seeing(row.activation, by=by):
        record = Surgery.objects.get(participant=row)
        surgeries.correct(
            record=record,
            operation=followup.operation(day),
            expected_version=record.version,
            reason="misread",
            by=by,
            at=instant(NOW),
        )


def test_a_visit_whose_anchor_comes_later_is_judged_with_the_next(operated):
    row = followup.enrolled_participant(operated.activation)
    seen(row, date(2026, 5, 6))
    assert found(row) == []
    followup.surgery(row, SURGERY)
    seen(row, date(2026, 2, 19), "POD30")
    assert found(row) == [("M03", "", "late")]


def test_it_is_said_in_words(operated):
    seen(operated, date(2026, 5, 6))
    with seeing(operated.activation):
        (line,) = told(Deviation.objects.all(), operated.activation.trial)
    assert line.what == "Visit M03 Month 3 and day-90 gate: done after its window"


def test_a_correction_says_beforehand_which_days_it_moves(operated):
    with seeing(operated.activation):
        known = facts_for(operated, protocol_for(operated, on=NOW))
        facts = {**known, "surgery_date": Known(PartialDate(2026, 1, 22))}
        lines = corrections.foreseen(operated, facts, today=NOW)
    moves = {one.what: (one.before, one.after) for one in lines}
    assert moves["M06 Month 6"] == ("2026-07-20", "2026-07-22")
