from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.domain.day_ranges import DayRange, add_months
from trials.domain.partial_dates import PartialDate
from trials.domain.truth import Truth

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2026-03-31", -1, "2026-02-28"),
        ("2028-03-31", -1, "2028-02-29"),
        ("2026-03-30", -1, "2026-02-28"),
        ("2026-03-28", -1, "2026-02-28"),
        ("2026-05-31", -1, "2026-04-30"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2026-07-10", 0, "2026-07-10"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-01", -12, "2025-12-01"),
    ],
)
def test_months_are_clamped_to_the_last_day(day, months, result):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(result)


@given(days, days, st.integers(-60, 60))
def test_adding_months_keeps_the_order_of_days(one, other, months):
    first, second = sorted([one, other])
    assert add_months(first, months) <= add_months(second, months)


def between(first, last):
    return DayRange(date.fromisoformat(first), date.fromisoformat(last))


def test_a_month_is_all_its_days():
    assert DayRange.of(PartialDate(2028, 2)) == between("2028-02-01", "2028-02-29")
    assert DayRange.of(PartialDate(2028)) == between("2028-01-01", "2028-12-31")
    assert DayRange.of(date(2028, 2, 3)) == between("2028-02-03", "2028-02-03")


@pytest.mark.parametrize(
    ("one", "other", "before", "same"),
    [
        ("2026-03-04", "2026-03-05", "true", "false"),
        ("2026-03-05", "2026-03-05", "false", "true"),
        ("2026-03-06", "2026-03-05", "false", "false"),
        ("2026-03", "2026-03-05", "unknown", "unknown"),
        ("2026-03", "2026-03", "unknown", "unknown"),
        ("2026-02", "2026-03", "true", "false"),
        ("2026-03", "2026-02", "false", "false"),
        ("2026", "2026-12-31", "unknown", "unknown"),
        ("2026", "2027-01-01", "true", "false"),
        # Whatever day of March it was, it was not before the first.
        ("2026-03", "2026-03-01", "false", "unknown"),
    ],
)
def test_order_on_what_is_known(one, other, before, same):
    left, right = DayRange.of(PartialDate.parse(one)), DayRange.of(PartialDate.parse(other))
    assert (left.is_before(right), left.is_same(right)) == (Truth(before), Truth(same))


def test_shifting_moves_both_ends():
    month = DayRange.of(PartialDate(2026, 3))
    assert month.shifted(days=90) == between("2026-05-30", "2026-06-29")
    assert month.shifted(months=-1) == between("2026-02-01", "2026-02-28")
    assert month.shifted(days=1, months=1) == between("2026-04-02", "2026-05-01")


@given(days, days, st.integers(0, 3), st.integers(0, 3))
def test_an_answer_on_parts_holds_for_every_day_behind_them(one, other, spread, also):
    left = DayRange(one, one + timedelta(days=spread))
    right = DayRange(other, other + timedelta(days=also))
    exact = {
        Truth.of(one + timedelta(days=i) < other + timedelta(days=j))
        for i in range(spread + 1)
        for j in range(also + 1)
    }
    assert left.is_before(right) is (exact.pop() if len(exact) == 1 else Truth.UNKNOWN)
