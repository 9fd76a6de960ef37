"""How much of a table fits a portrait page: its parts side by side, widths and heights."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from reportlab.platypus import Flowable, TableStyle
from reportlab.platypus import Table as Grid

from analysis.domain.tables import Label, Table
from trials.domain.messages import message as _
from trials.paper import RULED, WIDTH

# More columns of numbers than this are not read on a portrait page.
WIDEST = 9
UNBOUNDED = 1e6


def parts_of(table: Table) -> list[Table]:
    """What is too wide for paper stands arm below arm, each under the arm's name."""
    ranges = [
        list(places) for _group, places in groupby(range(len(table.columns)), group_at(table))
    ]
    if len(table.columns) <= WIDEST or len(ranges) < 2:
        return [table]
    return [of_group(table, places) for places in ranges]


def group_at(table: Table) -> Callable[[int], Label | None]:
    return lambda place: table.columns[place].group


def of_group(table: Table, places: Sequence[int]) -> Table:
    group = table.columns[places[0]].group
    title = table.title if group is None else _("{title}: {group}", title=table.title, group=group)
    return replace(
        table,
        title=title,
        columns=tuple(replace(table.columns[place], group=None) for place in places),
        rows=tuple(
            replace(row, cells=tuple(row.cells[place] for place in places)) for row in table.rows
        ),
    )


def widths(table: Table) -> list[float]:
    """The first column holds words and is twice as wide as the others, up to two fifths."""
    others = len(table.columns)
    first = min(WIDTH * 0.4, WIDTH * 2 / (others + 2))
    return [first, *[(WIDTH - first) / others] * others]


def height(one: Flowable) -> float:
    _wide, tall = one.wrap(WIDTH, UNBOUNDED)
    return float(tall + one.getSpaceBefore() + one.getSpaceAfter())


def height_of_first(rows: Sequence[Sequence[Any]], columns: Sequence[float]) -> float:
    """Those rows alone: measuring a whole table is what takes long."""
    first = Grid([list(row) for row in rows], colWidths=columns)
    first.setStyle(TableStyle(RULED))
    return height(first)
