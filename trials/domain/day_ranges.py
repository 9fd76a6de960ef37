"""Calendar arithmetic on dates that may be known only in part.

A `DayRange` is the stretch in which the true day lies; a full date is a stretch of one day.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from trials.domain.partial_dates import PartialDate
from trials.domain.truth import Truth


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day: 31 March less one is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class DayRange:
    earliest: date
    latest: date

    @classmethod
    def of(cls, value: PartialDate | date) -> "DayRange":
        return cls(value, value) if isinstance(value, date) else stretch_of(value)

    def shifted(self, *, days: int = 0, months: int = 0) -> "DayRange":
        step = timedelta(days=days)
        return DayRange(
            add_months(self.earliest, months) + step, add_months(self.latest, months) + step
        )

    def is_before(self, other: "DayRange") -> Truth:
        if self.latest < other.earliest:
            return Truth.TRUE
        return Truth.FALSE if self.earliest >= other.latest else Truth.UNKNOWN

    def is_same(self, other: "DayRange") -> Truth:
        if self.latest < other.earliest or other.latest < self.earliest:
            return Truth.FALSE
        one_day = self.earliest == self.latest == other.earliest == other.latest
        return Truth.TRUE if one_day else Truth.UNKNOWN


@lru_cache(maxsize=16_384)
def stretch_of(day: PartialDate) -> DayRange:
    """Ten thousand archived records speak of a few thousand days."""
    return DayRange(day.earliest(), day.latest())
