"""Tables whose cells know what they count: the participants, and the rows behind each."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from trials.domain.messages import Message
from trials.domain.partial_dates import PartialDate
from trials.domain.text import Text

Label = Message | Text | str
Value = bool | int | float | str | date | PartialDate | Message | Text | None
Plain = bool | int | float | str | date | None


@dataclass(frozen=True)
class Wording:
    """The language a table is read in: sentences through the catalog, protocol texts by tag."""

    language: str = "en"
    translate: Callable[[str], str] = str

    def of(self, value: Value) -> Plain:
        if isinstance(value, Message):
            return value.render(self.translate, self.show)
        if isinstance(value, Text):
            return value.in_language(self.language)
        return value.iso() if isinstance(value, PartialDate) else value

    def show(self, part: object) -> str:
        return part.in_language(self.language) if isinstance(part, Text) else str(part)


ENGLISH = Wording()


@dataclass(frozen=True, order=True)
class RowRef:
    """A row of the cut: table name and key."""

    table: str
    id: int


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`of` is the denominator, where the value counts participants."""

    value: Value
    of: int | None = None
    participants: tuple[int, ...] = ()
    rows: tuple[RowRef, ...] = ()

    @property
    def share(self) -> float | None:
        if not self.of or not isinstance(self.value, int):
            return None
        return self.value / self.of

    @classmethod
    def count(
        cls, participants: Iterable[int], *, of: int | None = None, rows: Iterable[RowRef] = ()
    ) -> Self:
        found = tuple(sorted(set(participants)))
        return cls(value=len(found), of=of, participants=found, rows=tuple(sorted(set(rows))))


@dataclass(frozen=True, kw_only=True)
class Column:
    """`group` is the heading it shares with its neighbours: an arm."""

    key: str
    label: Label
    group: Label | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """`level` 0 stands out, 1 is indented below it."""

    key: str
    label: Label
    cells: tuple[Cell, ...]
    level: int = 0


@dataclass(frozen=True, kw_only=True)
class Table:
    key: str
    title: Label
    stub: Label
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    denominators: Mapping[str, int] = field(default_factory=dict)
    footnotes: tuple[Label, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"{self.key}: row {row.key} does not fit the columns.")

    def cell(self, row: str, column: str) -> Cell:
        place = [one.key for one in self.columns].index(column)
        return next(one for one in self.rows if one.key == row).cells[place]


def to_rows(table: Table, wording: Wording = ENGLISH) -> list[list[Plain]]:
    """Write head and body; a counting column is followed by the number it is counted of."""
    counting = [
        any(row.cells[place].of is not None for row in table.rows)
        for place in range(len(table.columns))
    ]
    head: list[Plain] = [wording.of(table.stub)]
    for column, counts in zip(table.columns, counting, strict=True):
        name = heading(column, wording)
        head += [name, f"{name} / N"] if counts else [name]
    return [head, *(body(row, counting, wording) for row in table.rows)]


def heading(column: Column, wording: Wording) -> str:
    parts = [column.group, column.label] if column.group is not None else [column.label]
    return ": ".join(str(wording.of(part)) for part in parts)


def body(row: Row, counting: Sequence[bool], wording: Wording) -> list[Plain]:
    written: list[Plain] = [wording.of(row.label)]
    for cell, counts in zip(row.cells, counting, strict=True):
        written += [wording.of(cell.value), cell.of] if counts else [wording.of(cell.value)]
    return written


def to_csv(table: Table, wording: Wording = ENGLISH, *, for_spreadsheets: bool = True) -> str:
    return csv_of(to_rows(table, wording), for_spreadsheets=for_spreadsheets)


def csv_of(rows: Iterable[Sequence[Plain]], *, for_spreadsheets: bool = True) -> str:
    """Write CSV by RFC 4180; `for_spreadsheets` keeps a text from being run as a formula."""
    show = shown_in_spreadsheet if for_spreadsheets else shown
    file = io.StringIO()
    csv.writer(file).writerows([show(value) for value in row] for row in rows)
    return file.getvalue()


def shown(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def shown_in_spreadsheet(value: Plain) -> str:
    """Only a text can hold a formula: a negative number stays a number."""
    written = shown(value)
    risky = isinstance(value, str) and written.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{written}" if risky else written
