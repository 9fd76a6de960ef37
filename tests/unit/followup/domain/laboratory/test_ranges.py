"""Which limits of normal stood on a day, and in the unit of the value."""

from datetime import date
from decimal import Decimal

import pytest

from followup.domain.laboratory.proposals import Value, proposals
from followup.domain.laboratory.ranges import Range, fault, limits_by
from followup.domain.laboratory.results import Limits
from followup.domain.laboratory.rules import analytes
from trials.domain.partial_dates import PartialDate


def range_of(lower="125", upper="350", first="2026-01-01", **more):
    return Range(
        analyte=more.pop("analyte", "platelets"),
        unit=more.pop("unit", "10*9/L"),
        first=date.fromisoformat(first),
        lower=Decimal(lower) if lower else None,
        upper=Decimal(upper) if upper else None,
        **more,
    )


OLD, NEW = range_of(), range_of("100", "300", "2026-03-01")
WOMEN = range_of("110", "", "2026-02-01", sex="female")


def limits(ranges, day="2026-02-10", unit="10*9/L", sex="male", analyte="platelets"):
    found = limits_by(ranges, sex=sex)(analytes()[analyte], unit, PartialDate.parse(day))
    return (found.lower, found.upper)


@pytest.mark.parametrize(
    ("ranges", "asked", "expected"),
    [
        ([], {}, (None, None)),
        ([OLD, NEW], {}, (125, 350)),
        ([OLD, NEW], {"day": "2026-03-01"}, (100, 300)),
        ([OLD, NEW], {"day": "2025-12-31"}, (None, None)),
        # March or before: which stood cannot be told.
        ([OLD, NEW], {"day": "2026"}, (None, None)),
        ([OLD, NEW], {"day": "2026-02"}, (125, 350)),
        ([OLD, WOMEN], {}, (125, 350)),
        ([OLD, WOMEN], {"sex": "female"}, (110, None)),
        ([OLD, NEW, WOMEN], {"sex": "female", "day": "2026-04-01"}, (110, None)),
        ([OLD], {"unit": "/uL"}, (125_000, 350_000)),
        ([OLD], {"unit": "g/L"}, (125, 350)),
        ([OLD], {"analyte": "neutrophils"}, (None, None)),
    ],
)
def test_limits_of_a_day(ranges, asked, expected):
    assert limits(ranges, **asked) == expected


def value(number, day):
    return Value(name="platelets", value=Decimal(number), unit="10*9/L", day=PartialDate.parse(day))


def test_with_limits_a_mild_fall_is_proposed():
    values = [value("180", "2026-01-05"), value("100", "2026-02-05")]
    assert proposals(values, reported=[]) == []
    (one,) = proposals(values, reported=[], limits_of=limits_by([OLD], sex="male"))
    assert (one.graded.rule.term, one.graded.grade) == ("Platelet count decreased", 1)
    assert proposals(values, reported=[], limits_of=limits_by([range_of("90")], sex="male")) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (range_of(), None),
        (range_of(upper=""), None),
        (range_of(analyte="inr", unit="", lower="0.8", upper="1.2"), None),
        (range_of(analyte="tears"), "Choose what is measured"),
        (range_of(first="2026-06-02"), "in the future"),
        (range_of(lower="", upper=""), "Give a lower limit"),
        (range_of(lower="350"), "below the upper one"),
        (range_of(unit=""), "Give the unit. Accepted: 10"),
        (range_of(unit="mg/dL"), "not reported in"),
    ],
)
def test_range_that_can_and_cannot_be(given, said):
    found = fault(given, today=date(2026, 6, 1))
    assert found is None if said is None else said in str(found)


def test_unknown_limits_are_none():
    assert limits_by([], sex="male")(analytes()["inr"], "", PartialDate(2026)) == Limits()
