"""When a criterion that is not met would be, with the values as they are: "from 12 May 2026".

Somebody turns eighteen, five years have passed since another tumor; or the MRI was recent enough
until a day that has gone by.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trials.domain.comparisons import as_days, is_date
from trials.domain.condition_nodes import (
    Comparison,
    Condition,
    FactReference,
    Span,
    comparisons,
    references,
)
from trials.domain.condition_words import fixed_bounds
from trials.domain.conditions import Readings, truth_of
from trials.domain.day_ranges import add_months
from trials.domain.partial_dates import FINAL_YEAR, FIRST_YEAR, PartialDate
from trials.domain.scores import age_on
from trials.domain.truth import Truth
from trials.domain.values import Facts, Known

# The day on which the criteria are judged, which is the day of enrollment.
JUDGED_ON = "eligibility_day"
# Months end on different days: the turn is found among the days around the reckoned one.
AROUND = range(-4, 5)

Births = Mapping[str, PartialDate]


@dataclass(frozen=True, kw_only=True)
class NearDay:
    """The earliest later day on which it is met; where there is none, the latest earlier one."""

    met_from: date | None = None
    met_until: date | None = None


NEVER = NearDay()


def near_day(
    condition: Condition,
    facts: Facts,
    readings: Readings,
    *,
    wanted: Truth,
    on: date,
    births: Births,
) -> NearDay:
    """`births` names the ages that are counted on the day of judgment, with the day of birth."""
    met = [
        day
        for day in sorted(set(turning_days(condition, facts, births)))
        if truth_of(condition, facts_on(day, facts, births), readings) is wanted
    ]
    later, earlier = [day for day in met if day > on], [day for day in met if day < on]
    if later:
        return NearDay(met_from=later[0])
    return NearDay(met_until=earlier[-1]) if earlier else NEVER


def facts_on(day: date, facts: Facts, births: Births) -> Facts:
    when = PartialDate.of(day)
    ages = {name: age_on(birth=birth, on=day) for name, birth in births.items()}
    counted = {name: Known(age, date=when) for name, age in ages.items() if age is not None}
    return {**facts, **counted, JUDGED_ON: Known(when)}


def turning_days(condition: Condition, facts: Facts, births: Births) -> Iterator[date]:
    """Every day on which a comparison may turn around, and the days beside it."""
    for one in comparisons(condition):
        for day in (*days_of_dates(one, facts), *birthdays(one, births)):
            near = (day + timedelta(days=days) for days in AROUND)
            yield from (one for one in near if FIRST_YEAR <= one.year <= FINAL_YEAR)


def days_of_dates(comparison: Comparison, facts: Facts) -> Iterator[date]:
    """Of a date held against the day of judgment: where that day stands when they meet."""
    known = facts.get(comparison.fact)
    moving = [one for one in references(comparison) if one.fact == JUDGED_ON]
    if not moving or not isinstance(known, Known) or not is_date(known.value):
        return
    stretch = as_days(known.value)
    for end in (stretch.earliest, stretch.latest):
        for days, months in distances(comparison, moving):
            yield add_months(end, -months) - timedelta(days=days)


def distances(comparison: Comparison, moving: list[FactReference]) -> Iterator[tuple[int, int]]:
    """In days and months from the day of judgment to each limit."""
    operand = comparison.operand(comparison.operator)
    for one in moving:
        plus = one.plus
        days = (plus.days or 0) + 7 * (plus.weeks or 0) if plus else 0
        months = (plus.months or 0) if plus else 0
        yield days, months
        if isinstance(operand, Span):
            sign = -1 if operand.before is not None else 1
            yield days + sign * (operand.days or 0), months + sign * (operand.months or 0)


def birthdays(comparison: Comparison, births: Births) -> Iterator[date]:
    """The days on which the age passes a bound: 75 until the day before the 76th birthday."""
    born = births.get(comparison.fact)
    if born is None:
        return
    for bound in fixed_bounds(comparison):
        for years in () if bound is None else (int(bound), int(bound) + 1):
            for day in (born.earliest(), born.latest()):
                yield add_months(day, 12 * years)
