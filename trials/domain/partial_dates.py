"""Dates as far as they are known.

A participant remembers "March 2026": that is the datum, and it stays so. Two dates are compared on
what is certain, so 2026-03 is neither before nor after 2026-03-05. Imputing a day is a statistical
decision and belongs to the analysis.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from trials.domain.messages import Message
from trials.domain.messages import message as _

# Nobody in a trial was born earlier, and no follow-up runs longer; a year outside is a slip of
# the finger ("1026").
FIRST_YEAR, FINAL_YEAR = 1900, 2199

SHAPE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


class ImpossibleDate(ValueError):
    """A date that no calendar has, or that is not written year-month-day."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class Ordering(StrEnum):
    BEFORE = "before"
    AFTER = "after"
    SAME = "same"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class PartialDate:
    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= FINAL_YEAR:
            raise ImpossibleDate(
                _(
                    "The year {year} is outside {first} to {final}.",
                    year=self.year,
                    first=FIRST_YEAR,
                    final=FINAL_YEAR,
                )
            )
        if self.month is not None:
            check_month(self.month)
        if self.day is not None:
            check_day(self.year, self.month, self.day)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read '2026', '2026-03' or '2026-03-05'."""
        found = SHAPE.fullmatch(text.strip())
        if found is None:
            raise ImpossibleDate(
                _(
                    "“{text}” is not a date. Write year-month-day, as far as it is known: "
                    "2026-03-05, 2026-03 or 2026.",
                    text=text,
                )
            )
        return cls(*(int(part) if part else None for part in found.groups()))  # type: ignore[arg-type]

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> Precision:
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def full(self) -> date | None:
        """The calendar day, where all of it is known."""
        return self.earliest() if self.day is not None else None

    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def iso(self) -> str:
        if self.day is not None:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"

    def __str__(self) -> str:
        return self.iso()

    def compare(self, other: "PartialDate | date") -> Ordering:
        """Say how this date stands to the other on the parts that are known.

        Two equal partial dates are UNKNOWN, not SAME: the days behind them may differ.
        """
        other = PartialDate.of(other) if isinstance(other, date) else other
        if self.latest() < other.earliest():
            return Ordering.BEFORE
        if self.earliest() > other.latest():
            return Ordering.AFTER
        if self.full is not None and self.full == other.full:
            return Ordering.SAME
        return Ordering.UNKNOWN


def check_month(month: int) -> None:
    if not 1 <= month <= 12:
        raise ImpossibleDate(_("There is no month {month}: months run 01 to 12.", month=month))


def check_day(year: int, month: int | None, day: int) -> None:
    if month is None:
        raise ImpossibleDate(
            _("A day needs its month: leave the day unknown too, or give the month.")
        )
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise ImpossibleDate(
            _(
                "There is no day {day} in {month}: that month has {days} days.",
                day=day,
                month=f"{year:04}-{month:02}",
                days=days,
            )
        )
