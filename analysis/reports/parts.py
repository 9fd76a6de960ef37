"""How much fits a portrait page: a table's parts side by side, widths and heights; a figure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import IO, Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Image, Paragraph, TableStyle
from reportlab.platypus import Table as Grid

from analysis.domain.tables import Label, Table
from trials.domain.line_breaks import pieces
from trials.domain.messages import message as _
from trials.paper import BOLD, CELL, RULED, WIDTH

# More columns of numbers than this are not read on a portrait page.
WIDEST = 9
UNBOUNDED = 1e6
# No word claims more than this: a hash is broken.
WIDEST_WORD = WIDTH / 4
PADDING = 7
# Its letters are 9.5 points at full width; less than 7.5 are hard to read.
SMALLEST = 0.8


def parts_of(table: Table) -> list[Table]:
    """What is too wide for paper stands part below part, each of as many groups as fit; one group
    alone has its name in the title."""
    if len(table.columns) <= WIDEST:
        return [table]
    ranges = [
        list(places) for _group, places in groupby(range(len(table.columns)), belonging(table))
    ]
    packed = list(fitting(ranges))
    return [part_of(table, one) for one in packed] if len(packed) > 1 else [table]


def belonging(table: Table) -> Callable[[int], Label]:
    """A column named as the group behind it is its first: a share, then its limits."""
    columns = table.columns
    return lambda place: columns[place].group or columns[place].label


def fitting(ranges: Iterable[list[int]]) -> Iterator[list[list[int]]]:
    here: list[list[int]] = []
    for one in ranges:
        if here and sum(map(len, here)) + len(one) > WIDEST:
            yield here
            here = []
        here.append(one)
    yield here


def part_of(table: Table, ranges: Sequence[Sequence[int]]) -> Table:
    places = [place for one in ranges for place in one]
    columns, title = [table.columns[place] for place in places], table.title
    if len(ranges) == 1:
        group = columns[-1].group
        columns = [replace(one, group=None) for one in columns]
        title = title if group is None else _("{title}: {group}", title=title, group=group)
    return replace(
        table,
        title=title,
        columns=tuple(columns),
        rows=tuple(
            replace(row, cells=tuple(row.cells[place] for place in places)) for row in table.rows
        ),
    )


def widths(rows: Sequence[Sequence[Any]]) -> list[float]:
    """The first column holds words and is twice as wide as the others, up to two fifths; a column
    that would break a word or a date takes what it needs from those with room to spare."""
    others = len(rows[0]) - 1
    first = min(WIDTH * 0.4, WIDTH * 2 / (others + 2))
    even = [first, *[(WIDTH - first) / others] * others]
    needs = [min(max(map(unbroken, column)), WIDEST_WORD) for column in zip(*rows, strict=True)]
    short = [max(need - wide, 0) for need, wide in zip(needs, even, strict=True)]
    spare = [max(wide - need, 0) for need, wide in zip(needs, even, strict=True)]
    if not any(short) or sum(short) > sum(spare):
        return even
    given = sum(short) / sum(spare)
    return [wide + more - less * given for wide, more, less in zip(even, short, spare, strict=True)]


def unbroken(cell: Any) -> float:
    """The width of a cell's longest word."""
    text = cell.getPlainText(identify=1) if isinstance(cell, Paragraph) else ""
    widest = max(
        (stringWidth(one.rstrip(), BOLD, CELL.fontSize) for one in pieces(text)), default=0
    )
    return PADDING + float(widest)


def height(one: Flowable) -> float:
    _wide, tall = one.wrap(WIDTH, UNBOUNDED)
    return float(tall + one.getSpaceBefore() + one.getSpaceAfter())


def height_of_first(rows: Sequence[Sequence[Any]], columns: Sequence[float]) -> float:
    """Those rows alone: measuring a whole table is what takes long."""
    first = Grid([list(row) for row in rows], colWidths=columns)
    first.setStyle(TableStyle(RULED))
    return height(first)


class FittingImage(Image):
    """As wide as the page; where a little less fits what is left of this one, so much less."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, hAlign="CENTER")
        self.spaceAfter = 4 * mm
        self.full = WIDTH * self.imageHeight / self.imageWidth

    def wrap(self, wide: float, tall: float) -> tuple[float, float]:
        size = min(1.0, tall / self.full)
        size = size if size >= SMALLEST else 1.0
        self.drawWidth, self.drawHeight = WIDTH * size, self.full * size
        return self.drawWidth, self.drawHeight
