from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.treatment_windows import Graded, Window, first_reached, treatment_window
from tests.unit.followup.domain.window_examples import EXAMPLES, day, judged
from trials.domain.partial_dates import PartialDate
from trials.domain.truth import Truth

days = st.dates(date(2024, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.why)
def test_worked_windows(example):
    assert judged(example) is example.answer


@given(days, st.integers(0, 400), days, st.integers(0, 60))
def test_both_ends_are_inside_and_nothing_beyond_them(first, length, asked, plus):
    last = first + timedelta(days=length)
    window = treatment_window(
        first=PartialDate.of(first),
        last=PartialDate.of(last),
        plus_days=plus,
        known_to=date(2040, 1, 1),
    )
    inside = 0 <= (asked - first).days <= length + plus
    assert window.holds(PartialDate.of(asked)) is Truth.of(inside)


@given(days, days, days)
def test_a_month_is_inside_only_if_each_of_its_days_is(first, last, asked):
    window = Window(first=min(first, last), last=max(first, last))
    month = PartialDate(asked.year, asked.month)
    found = window.holds(month)
    each = window.holds(PartialDate.of(asked))
    assert found in (each, Truth.UNKNOWN)
    assert window.may_hold(month) or each is Truth.FALSE


def test_the_day_a_grade_was_first_reached():
    course = [
        Graded(day=day("2026-01-05"), grade=2),
        Graded(day=day("2026-02-10"), grade=4),
        Graded(day=day("2026-02"), grade=3),
    ]
    assert first_reached(course, grade=1) == day("2026-01-05")
    assert first_reached(course, grade=3) == day("2026-02")
    assert first_reached(course, grade=4) == day("2026-02-10")
    assert first_reached(course, grade=5) is None
