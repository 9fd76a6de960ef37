"""Were all operated people screened? A site's list of operations against its screening log."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from trials.domain.messages import Message
from trials.domain.messages import message as _

MOST_LINES = 5000


class ListUnreadable(ValueError):
    """The list of operations is not dates and counts."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Day:
    day: date
    operations: int
    entries: int

    @property
    def missing(self) -> int:
        return max(0, self.operations - self.entries)

    @property
    def surplus(self) -> int:
        return max(0, self.entries - self.operations)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Every day of the list, or with an entry between its first day and its last."""

    days: tuple[Day, ...]

    @property
    def gaps(self) -> tuple[Day, ...]:
        return tuple(day for day in self.days if day.missing)

    @property
    def surpluses(self) -> tuple[Day, ...]:
        return tuple(day for day in self.days if day.surplus)

    @property
    def operations(self) -> int:
        return sum(day.operations for day in self.days)

    @property
    def entries(self) -> int:
        return sum(day.entries for day in self.days)


def read_list(text: str) -> Mapping[date, int]:
    """Two columns, date as 2026-01-31 and count; a first line of headings is passed over."""
    lines = [line for line in csv.reader(text.splitlines()) if any(cell.strip() for cell in line)]
    if len(lines) > MOST_LINES:
        raise ListUnreadable(
            _("The list has more than {most} lines. Send a year at a time.", most=MOST_LINES)
        )
    found: dict[date, int] = {}
    for number, line in enumerate(lines, start=1):
        if number == 1 and is_heading(line):
            continue
        day, count = read_line(line, number)
        if day in found:
            raise ListUnreadable(
                _("Line {n}: {day} stands twice. One line a day.", n=number, day=day)
            )
        found[day] = count
    if not found:
        raise ListUnreadable(_("The list is empty. Each line has a date and a count."))
    return found


def is_heading(line: list[str]) -> bool:
    return not any(letter.isdigit() for cell in line for letter in cell)


def read_line(line: list[str], number: int) -> tuple[date, int]:
    day, count = (*(cell.strip() for cell in line), "", "")[:2]
    try:
        return date.fromisoformat(day), counted(count)
    except ValueError as error:
        raise ListUnreadable(
            _(
                "Line {n} is “{line}”. Write a date and a count: 2026-01-31,4",
                n=number,
                line=",".join(line),
            )
        ) from error


def counted(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def compare(operations: Mapping[date, int], entries: Iterable[date]) -> Comparison:
    first, last = min(operations), max(operations)
    logged = Counter(day for day in entries if first <= day <= last)
    return Comparison(
        days=tuple(
            Day(day=day, operations=operations.get(day, 0), entries=logged[day])
            for day in sorted({*operations, *logged})
        )
    )
