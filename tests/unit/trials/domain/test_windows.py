from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.domain.condition_nodes import Offset
from trials.domain.windows import STATE_LABELS, VisitState, VisitWindow, state_of, window_of

JUNE = VisitWindow(due=date(2026, 6, 15), opens=date(2026, 6, 1), closes=date(2026, 6, 29))

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
around = st.tuples(st.integers(-60, 0), st.integers(0, 60))
offsets = st.one_of(
    st.builds(Offset, days=st.integers(-400, 1200)),
    st.builds(Offset, weeks=st.integers(-60, 160)),
    st.builds(Offset, months=st.integers(-12, 60)),
)


@pytest.mark.parametrize(
    ("anchor", "offset", "due"),
    [
        ("2026-01-10", Offset(days=30), "2026-02-09"),
        ("2026-01-10", Offset(days=0), "2026-01-10"),
        ("2026-01-10", Offset(weeks=6), "2026-02-21"),
        ("2026-01-10", Offset(months=6), "2026-07-10"),
        ("2026-08-31", Offset(months=6), "2027-02-28"),
        ("2027-08-31", Offset(months=6), "2028-02-29"),
        ("2026-10-31", Offset(months=1), "2026-11-30"),
        ("2026-03-31", Offset(months=-1), "2026-02-28"),
        ("2024-02-29", Offset(months=24), "2026-02-28"),
        ("2026-12-15", Offset(months=1), "2027-01-15"),
    ],
)
def test_due_day_counts_from_the_anchor(anchor, offset, due):
    window = window_of(anchor=date.fromisoformat(anchor), offset=offset, around=(0, 0))
    assert window.due == date.fromisoformat(due)


def test_window_reaches_the_days_around_the_due_day():
    window = window_of(anchor=date(2026, 1, 15), offset=Offset(months=5), around=(-14, 14))
    assert window == JUNE


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2026-05-31", False),
        ("2026-06-01", True),
        ("2026-06-15", True),
        ("2026-06-29", True),
        ("2026-06-30", False),
    ],
)
def test_window_includes_its_first_and_last_day(day, held):
    assert JUNE.holds(date.fromisoformat(day)) is held


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-05-31", VisitState.NOT_OPEN),
        ("2026-06-01", VisitState.OPEN),
        ("2026-06-15", VisitState.DUE_TODAY),
        ("2026-06-21", VisitState.OPEN),
        ("2026-06-22", VisitState.CLOSING),
        ("2026-06-29", VisitState.CLOSING),
        ("2026-06-30", VisitState.OVERDUE),
        ("2027-06-30", VisitState.OVERDUE),
    ],
)
def test_state_of_a_visit_that_is_not_done(today, state):
    assert state_of(JUNE, today=date.fromisoformat(today)) is state


@pytest.mark.parametrize(
    ("done_on", "state"),
    [
        ("2026-05-31", VisitState.DONE_EARLY),
        ("2026-06-01", VisitState.DONE_IN_WINDOW),
        ("2026-06-29", VisitState.DONE_IN_WINDOW),
        ("2026-06-30", VisitState.DONE_LATE),
    ],
)
def test_state_of_a_visit_that_is_done(done_on, state):
    found = state_of(JUNE, today=date(2026, 12, 1), done_on=date.fromisoformat(done_on))
    assert found is state
    assert found.is_done


def test_a_visit_declared_missed_is_no_longer_overdue():
    assert state_of(JUNE, today=date(2026, 7, 30), missed=True) is VisitState.MISSED
    assert not VisitState.MISSED.is_done


def test_a_visit_that_was_done_after_all_is_not_missed():
    found = state_of(JUNE, today=date(2026, 8, 1), done_on=date(2026, 7, 1), missed=True)
    assert found is VisitState.DONE_LATE


def test_due_today_outweighs_closing():
    narrow = window_of(anchor=date(2026, 6, 15), offset=Offset(days=0), around=(-3, 3))
    assert state_of(narrow, today=date(2026, 6, 15)) is VisitState.DUE_TODAY


def test_a_due_day_outside_its_window_is_refused():
    with pytest.raises(ValueError, match="outside its window"):
        VisitWindow(due=date(2026, 6, 15), opens=date(2026, 6, 16), closes=date(2026, 6, 20))


def test_every_state_has_a_label():
    assert set(STATE_LABELS) == set(VisitState)


@given(days, offsets, around, days)
def test_a_visit_not_done_is_open_exactly_while_its_window_holds_today(anchor, offset, span, today):
    window = window_of(anchor=anchor, offset=offset, around=span)
    is_open = state_of(window, today=today) in {
        VisitState.OPEN,
        VisitState.CLOSING,
        VisitState.DUE_TODAY,
    }
    assert is_open is window.holds(today)


@given(days, offsets, around, days)
def test_a_visit_done_today_is_in_window_exactly_while_it_is_open(anchor, offset, span, today):
    window = window_of(anchor=anchor, offset=offset, around=span)
    done = state_of(window, today=today, done_on=today)
    assert (done is VisitState.DONE_IN_WINDOW) is window.holds(today)


@given(days, st.integers(0, 60))
def test_months_keep_the_day_or_fall_on_the_last_of_the_month(anchor, months):
    due = window_of(anchor=anchor, offset=Offset(months=months), around=(0, 0)).due
    is_last_day = (due + timedelta(days=1)).day == 1
    assert due.day == anchor.day or (due.day < anchor.day and is_last_day)
    assert (due.year - anchor.year) * 12 + due.month - anchor.month == months


@given(days, offsets, around)
def test_states_follow_one_another_in_one_direction(anchor, offset, span):
    window = window_of(anchor=anchor, offset=offset, around=span)
    before = state_of(window, today=window.opens - timedelta(days=1))
    after = state_of(window, today=window.closes + timedelta(days=1))
    assert (before, after) == (VisitState.NOT_OPEN, VisitState.OVERDUE)
