"""A CSV file of one row per result or lesion: columns in any order, faults by row and column."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from followup.domain.cohort_held import harmless, original
from followup.domain.table_dates import date_of
from followup.domain.table_numbers import Comma, NotANumber, comma_in, is_nothing, number_of
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import ImpossibleDate, PartialDate

SEPARATORS = ",;\t|"
YES, NO = {"yes", "y", "true", "1", "是"}, {"no", "n", "false", "0", "否"}
# A title, the day of the export or an empty line may stand above the names of the columns.
MOST_ABOVE = 20
MOST_IN_A_CELL = 1_000_000
BRACKETED = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]\s*$")


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
    """`number` counts lines as a spreadsheet does; cells come stripped."""

    number: int
    cells: Mapping[str, str]
    comma: Comma = Comma.UNTOLD

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        text = self.text(column)
        if not text:
            raise UnreadableCell(column, _("This cell is empty, and is needed."))
        return text

    def decimal(self, column: str, text: str) -> Decimal:
        try:
            return number_of(text, self.comma)
        except NotANumber as error:
            raise UnreadableCell(column, error.message) from error

    def day(self, column: str) -> PartialDate | None:
        text = self.text(column)
        try:
            return date_of(text) if text and not is_nothing(text) else None
        except ImpossibleDate as error:
            raise UnreadableCell(column, error.message) from error

    def answer(self, column: str) -> bool | None:
        text = self.text(column).casefold()
        if not text or is_nothing(text):
            return None
        if text not in YES | NO:
            raise UnreadableCell(column, _("“{text}”: write yes or no.", text=text))
        return text in YES


def read(text: str, columns: Sequence[Column]) -> tuple[Row, ...]:
    mark = separator(text, columns)
    lines = list(lines_in(text, mark))
    top = header_at(lines, columns)
    names = header(original(lines[top]), columns)
    comma = comma_in((cell for line in lines[top + 1 :] for cell in line), separator=mark)
    told = ((at, stripped(line)) for at, line in enumerate(lines[top + 1 :], top + 2))
    return tuple(
        Row(number=at, cells=dict(zip(names, cells, strict=False)), comma=comma)
        for at, cells in told
        if any(cells)
    )


def stripped(line: Sequence[str]) -> list[str]:
    return [one.strip() for one in (original(line) if "'" in "".join(line) else line)]


def lines_in(text: str, mark: str) -> Iterator[list[str]]:
    csv.field_size_limit(MOST_IN_A_CELL)
    lines = csv.reader(io.StringIO(text, newline=None), delimiter=mark, strict=True)
    while True:
        begun = lines.line_num + 1
        try:
            yield next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableTable(
                _(
                    "The row that begins in line {line} cannot be parted into cells: a quotation "
                    "mark is opened and not closed, or a cell is too long.",
                    line=begun,
                )
            ) from error


def separator(text: str, columns: Sequence[Column]) -> str:
    """What parts the line that names most columns."""
    known = names_of(columns)
    tops = [line for line in text.splitlines()[: MOST_ABOVE + 1] if line.strip()]
    return max(
        SEPARATORS,
        key=lambda mark: max(
            (sum(plain(cell) in known for cell in line.split(mark)) for line in tops), default=0
        ),
    )


def header_at(lines: Sequence[Sequence[str]], columns: Sequence[Column]) -> int:
    """The first row that names what is needed; else the first that says anything."""
    told = [at for at, line in enumerate(lines[: MOST_ABOVE + 1]) if any(map(str.strip, line))]
    if not told:
        raise UnreadableTable(_("The file is empty. Its first row names the columns."))
    known = names_of(columns)
    needed = {one.name for one in columns if one.required}
    whole = (at for at in told if needed <= {known.get(plain(cell)) for cell in lines[at]})
    return next(whole, told[0])


def header(cells: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """Our names where we know the column; what we do not know stays under its own."""
    known = names_of(columns)
    names = [known.get(plain(cell), cell.strip()) for cell in cells]
    ours = {one.name for one in columns}
    twice = sorted({name for name in names if name in ours and names.count(name) > 1})
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
                there=shortened(", ".join(filter(None, names))),
            )
        )
    return apart(names)


def apart(names: Sequence[str]) -> list[str]:
    """Columns we do not know may share a name; none of them is lost."""
    return [
        name if not name or name not in names[:at] else f"{name} ({names[:at].count(name) + 1})"
        for at, name in enumerate(names)
    ]


def shortened(text: str, most: int = 300) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


@lru_cache(maxsize=8)
def known_names(columns: tuple[Column, ...]) -> Mapping[str, str]:
    return {plain(name): one.name for one in columns for name in (one.name, *one.also)}


def names_of(columns: Sequence[Column]) -> Mapping[str, str]:
    return known_names(tuple(columns))


def plain(name: str) -> str:
    """Without regard to case, width, what parts the words, or a remark in brackets behind."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = BRACKETED.sub("", folded)
    return "".join(one for one in bare or folded if one.isalnum())


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
