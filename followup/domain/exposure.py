"""How much of an agent was given, against what was planned.

The dose of a session counts once, however long it runs; that of a period of daily doses counts for
each of its days. Interruptions count as time: what was not given in it lowers the intensity.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Given:
    """`last` is None while it goes on; `dose` None where nobody wrote it down."""

    agent: str
    first: date
    last: date | None = None
    dose: Decimal | None = None
    unit: str = ""
    is_daily: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`dose` every so many days: 8 mg every day, 85 mg every 21 days."""

    dose: Decimal
    unit: str
    every_days: int


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """`cumulative` is None where a dose is missing or is in another unit."""

    first: date
    last: date
    periods: int
    days_given: int
    cumulative: Decimal | None
    unit: str


def exposure(periods: Iterable[Given], *, known_to: date) -> Exposure | None:
    """Of one agent, up to the day; None where nothing was given."""
    begun = sorted((one for one in periods if one.first <= known_to), key=lambda one: one.first)
    if not begun:
        return None
    return Exposure(
        first=begun[0].first,
        last=max(end_of(one, known_to) for one in begun),
        periods=len(begun),
        days_given=len(days_given(begun, known_to)),
        cumulative=cumulative(begun, known_to),
        unit=begun[0].unit,
    )


def relative_dose_intensity(
    periods: Sequence[Given], *, plan: Plan, known_to: date
) -> Decimal | None:
    """What was given per day, as a share of what was planned per day.

    The time runs from the first dose to the end of the interval that the last dose was for.
    None where nothing was given, a dose is missing, or the units differ.
    """
    found = exposure(periods, known_to=known_to)
    if found is None or found.cumulative is None or found.unit != plan.unit:
        return None
    days = (last_interval_from(periods, known_to) - found.first).days + plan.every_days
    return found.cumulative * plan.every_days / (plan.dose * days)


def last_interval_from(periods: Iterable[Given], known_to: date) -> date:
    """The day of the last dose; a session that runs for two days was given on its first."""
    return max(
        end_of(one, known_to) if one.is_daily else one.first
        for one in periods
        if one.first <= known_to
    )


def end_of(one: Given, known_to: date) -> date:
    return known_to if one.last is None else min(one.last, known_to)


def days_of(one: Given, known_to: date) -> int:
    return (end_of(one, known_to) - one.first).days + 1


def days_given(begun: Sequence[Given], known_to: date) -> set[date]:
    return {
        one.first + timedelta(days=day) for one in begun for day in range(days_of(one, known_to))
    }


def cumulative(begun: Sequence[Given], known_to: date) -> Decimal | None:
    doses = [
        one.dose * (days_of(one, known_to) if one.is_daily else 1)
        for one in begun
        if one.dose is not None
    ]
    whole = len(doses) == len(begun) and len({one.unit for one in begun}) == 1
    return sum(doses, Decimal(0)) if whole else None
