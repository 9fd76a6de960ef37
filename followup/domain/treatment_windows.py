"""The days in which what befalls a participant may be owed to treatment.

A date that is not known well enough counts as inside: an event is never lost to a missing day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from trials.domain.partial_dates import PartialDate
from trials.domain.truth import Truth

EMERGENT_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Window:
    """Both days included."""

    first: date
    last: date

    def may_hold(self, day: PartialDate | None) -> bool:
        return day is None or (day.earliest() <= self.last and day.latest() >= self.first)

    def holds(self, day: PartialDate | None) -> Truth:
        if not self.may_hold(day):
            return Truth.FALSE
        surely = day is not None and self.first <= day.earliest() and day.latest() <= self.last
        return Truth.TRUE if surely else Truth.UNKNOWN


def treatment_window(
    *, first: PartialDate | None, last: PartialDate | None, plus_days: int, known_to: date
) -> Window | None:
    """None for whoever was never treated; without a last dose, treatment goes on."""
    if first is None or first.earliest() > known_to:
        return None
    end = known_to if last is None else last.latest() + timedelta(days=plus_days)
    return Window(first=first.earliest(), last=min(end, known_to))


def emergent_window(
    *,
    first_dose: PartialDate | None,
    last_dose: PartialDate | None,
    surgery: PartialDate | None,
    known_to: date,
    plus_days: int = EMERGENT_DAYS,
) -> Window | None:
    """From the first dose; of whoever got none, from surgery."""
    if first_dose is not None:
        return treatment_window(
            first=first_dose, last=last_dose, plus_days=plus_days, known_to=known_to
        )
    return treatment_window(first=surgery, last=surgery, plus_days=plus_days, known_to=known_to)


@dataclass(frozen=True, kw_only=True)
class Graded:
    """From which day the event had which grade."""

    day: PartialDate
    grade: int


def first_reached(course: Iterable[Graded], *, grade: int) -> PartialDate | None:
    """The day it first was that bad: a mild event that worsens in the window began before it."""
    days = [one.day for one in course if one.grade >= grade]
    return min(days, key=lambda day: (day.earliest(), day.latest()), default=None)
