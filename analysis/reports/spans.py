"""Where the cells of a printed table run over several columns: a heading that neighbors share
stands once above them, a sentence runs over the empty cells that follow it."""

from collections.abc import Iterator
from itertools import groupby

from reportlab.platypus import TableStyle

from analysis.domain.tables import Row, Table
from trials.domain.messages import Message
from trials.paper import HAIRLINE, INK, RULED


def is_grouped(table: Table) -> bool:
    return any(column.group is not None for column in table.columns)


def shared(table: Table) -> Iterator[tuple[int, int]]:
    """The first and the last column of each shared heading."""
    place = 0
    for group, columns in groupby(table.columns, key=lambda column: column.group):
        many = len(list(columns))
        if group is not None:
            yield place, place + many - 1
        place += many


def sentences(row: Row) -> Iterator[tuple[int, int]]:
    """Where a sentence stands for numbers, and the last of the empty cells behind it."""
    for place, cell in enumerate(row.cells):
        if isinstance(cell.value, Message):
            behind = place
            while behind + 1 < len(row.cells) and row.cells[behind + 1].value is None:
                behind += 1
            if behind > place:
                yield place, behind


def covered(row: Row) -> set[int]:
    return {place for first, last in sentences(row) for place in range(first + 1, last + 1)}


def style_of(table: Table, *, notes: bool = False) -> TableStyle:
    """`notes`: the footnotes are a row of their own under the last, and never on a page alone."""
    head = 1 if is_grouped(table) else 0
    last_row = head + len(table.rows)
    return TableStyle(
        [
            *(under(last_row) if notes else ()),
            ("LINEBELOW", (0, head), (-1, head), 0.8, INK),
            ("LINEBELOW", (0, head + 1), (-1, last_row), 0.3, HAIRLINE),
            *RULED,
            *(("SPAN", (first + 1, 0), (last + 1, 0)) for first, last in shared(table)),
            *(
                ("SPAN", (first + 1, head + place), (last + 1, head + place))
                for place, row in enumerate(table.rows, start=1)
                for first, last in sentences(row)
            ),
        ]
    )


def under(last_row: int) -> list[tuple[object, ...]]:
    return [
        ("SPAN", (0, last_row + 1), (-1, last_row + 1)),
        ("NOSPLIT", (0, last_row), (-1, last_row + 1)),
    ]
