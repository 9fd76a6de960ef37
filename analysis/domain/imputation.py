"""A day for a date of which only the month or the year is known.

Recorded dates stay as they were written; a day is chosen here, at analysis, and every choice is
counted and can be run again with the earliest and the latest day that is possible.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from trials.domain.partial_dates import PartialDate, Precision


class Imputation(StrEnum):
    MIDDLE = "middle"
    EARLIEST = "earliest"
    LATEST = "latest"


@dataclass(frozen=True, kw_only=True)
class Imputed:
    """One choice made: the fact, the date as recorded, the day used."""

    fact: str
    recorded: PartialDate
    used: date


def day_of(
    recorded: PartialDate,
    *,
    not_before: date,
    not_after: date,
    how: Imputation = Imputation.MIDDLE,
) -> date:
    """Choose the day, within the bounds: those of the record first, then what else is known."""
    if recorded.full is not None:
        return recorded.full
    chosen = {
        Imputation.MIDDLE: middle(recorded),
        Imputation.EARLIEST: recorded.earliest(),
        Imputation.LATEST: recorded.latest(),
    }[how]
    lowest = max(not_before, recorded.earliest())
    highest = min(not_after, recorded.latest())
    # Other records that contradict this one are no bound; they are queried, not obeyed.
    if lowest > highest:
        return chosen
    return min(max(chosen, lowest), highest)


def middle(recorded: PartialDate) -> date:
    if recorded.precision is Precision.YEAR:
        return date(recorded.year, 7, 1)
    return recorded.earliest().replace(day=15)


def day_after_last_clear(recorded: PartialDate, clear: Iterable[date]) -> date:
    """Find the first day on which the event is possible, given the days known to be free of it."""
    within = [day for day in clear if recorded.earliest() <= day < recorded.latest()]
    return max(within) + timedelta(days=1) if within else recorded.earliest()
