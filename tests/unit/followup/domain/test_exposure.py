from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.exposure import (
    Given,
    Plan,
    exposure,
    relative_dose_intensity,
)

START, KNOWN_TO = date(2026, 1, 1), date(2026, 12, 31)
OXALIPLATIN = Plan(dose=Decimal(85), unit="mg/m2", every_days=21)
LENVATINIB = Plan(dose=Decimal(8), unit="mg", every_days=1)


def session(day, dose="85", days=1):
    first = START + timedelta(days=day)
    last = first + timedelta(days=days - 1)
    return Given(agent="ox", first=first, last=last, dose=Decimal(dose), unit="mg/m2")


def daily(first, last, dose="8"):
    return Given(
        agent="lenvatinib",
        first=START + timedelta(days=first),
        last=None if last is None else START + timedelta(days=last),
        dose=Decimal(dose) if dose else None,
        unit="mg",
        is_daily=True,
    )


def intensity(periods, plan, known_to=KNOWN_TO):
    found = relative_dose_intensity(periods, plan=plan, known_to=known_to)
    return None if found is None else round(found, 4)


@pytest.mark.parametrize(
    ("periods", "plan", "found"),
    [
        ([session(0), session(21), session(42)], OXALIPLATIN, "1"),
        # A session two days long is one session.
        ([session(0, days=2), session(21, days=2)], OXALIPLATIN, "1"),
        # A third less, on time.
        ([session(0), session(21, "42.5"), session(42)], OXALIPLATIN, "0.8333"),
        # Whole doses, the last a week late: 63 days' worth in 70.
        ([session(0), session(21), session(49)], OXALIPLATIN, "0.9"),
        ([session(0)], OXALIPLATIN, "1"),
        ([daily(0, 27)], LENVATINIB, "1"),
        # Two weeks, one week of pause, one week at half the dose.
        ([daily(0, 13), daily(21, 27, "4")], LENVATINIB, "0.625"),
        ([daily(0, 13), daily(14, 27, "")], LENVATINIB, None),
        ([daily(0, 13)], OXALIPLATIN, None),
        ([], LENVATINIB, None),
    ],
)
def test_relative_dose_intensity(periods, plan, found):
    assert intensity(periods, plan) == (Decimal(found) if found else None)


def test_what_goes_on_counts_to_the_day_known_to():
    known_to = START + timedelta(days=9)
    found = exposure([daily(0, None), daily(30, 40)], known_to=known_to)
    assert (found.first, found.last, found.periods) == (START, known_to, 1)
    assert (found.days_given, found.cumulative, found.unit) == (10, Decimal(80), "mg")
    assert exposure([daily(30, 40)], known_to=known_to) is None


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 20)), min_size=1, max_size=8))
def test_days_given_are_counted_once(spans):
    periods = [daily(first, first + length) for first, length in spans]
    days = {day for first, length in spans for day in range(first, first + length + 1)}
    assert exposure(periods, known_to=KNOWN_TO).days_given == len(days)
