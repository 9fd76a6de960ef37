"""A CSV file of one row per result or lesion: columns in any order, faults by row and column."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from followup.domain.cohort_held import harmless, original
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import ImpossibleDate, PartialDate

SEPARATORS = ",;\t"
YES, NO = {"yes", "y", "true", "1", "是"}, {"no", "n", "false", "0", "否"}


class UnreadableTable(ValueError):
    """The header is not one we know; nothing was read."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class UnreadableCell(ValueError):
    def __init__(self, column: str, message: Message) -> None:
        super().__init__(str(message))
        self.column = column
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Column:
    name: str
    also: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Fault:
    row: int
    column: str
    message: Message

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """`number` counts lines as a spreadsheet does, the header being row 1."""

    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def needed(self, column: str) -> str:
        text = self.text(column)
        if not text:
            raise UnreadableCell(column, _("This cell is empty, and is needed."))
        return text

    def number_in(self, column: str) -> Decimal | None:
        text = self.text(column)
        return decimal(column, text) if text else None

    def day(self, column: str) -> PartialDate | None:
        text = self.text(column)
        try:
            return PartialDate.parse(text) if text else None
        except ImpossibleDate as error:
            raise UnreadableCell(column, error.message) from error

    def answer(self, column: str) -> bool | None:
        text = self.text(column).casefold()
        if text and text not in YES | NO:
            raise UnreadableCell(column, _("“{text}”: write yes or no.", text=text))
        return text in YES if text else None


def decimal(column: str, text: str) -> Decimal:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise UnreadableCell(
            column, _("“{text}” is not a number. Write it as 1234.5, without spaces.", text=text)
        )
    return number


def read(text: str, columns: Sequence[Column]) -> tuple[Row, ...]:
    lines = list(csv.reader(io.StringIO(text), delimiter=separator(text)))
    if not lines:
        raise UnreadableTable(_("The file is empty. Its first row names the columns."))
    names = header(original(lines[0]), columns)
    return tuple(
        row_of(number, line, names) for number, line in enumerate(lines[1:], 2) if any(line)
    )


def separator(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(SEPARATORS, key=first.count)


def row_of(number: int, line: Sequence[str], names: Sequence[str]) -> Row:
    return Row(number=number, cells=dict(zip(names, original(line), strict=False)))


def header(cells: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """Our names where we know the column; what we do not know stays under its own."""
    known = {plain(name): one.name for one in columns for name in (one.name, *one.also)}
    names = [known.get(plain(cell), cell.strip()) for cell in cells]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise UnreadableTable(
            _("Two columns are the same: {columns}. Keep one.", columns=", ".join(twice))
        )
    absent = [one.name for one in columns if one.required and one.name not in names]
    if absent:
        raise UnreadableTable(
            _(
                "Columns are missing: {absent}. The first row must name them; it has: {there}.",
                absent=", ".join(absent),
                there=", ".join(filter(None, names)),
            )
        )
    return names


def plain(name: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", name).casefold() if one.isalnum())


def written(rows: Iterable[Mapping[str, str]]) -> str:
    """CSV whose texts no spreadsheet runs as formulas; the columns as the rows name them."""
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines_of(names, rows))
    return out.getvalue()


def lines_of(names: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[list[str]]:
    yield [harmless(name) for name in names]
    for row in rows:
        yield [harmless(row.get(name, "")) for name in names]
