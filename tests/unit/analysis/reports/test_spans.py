"""Where cells of a printed table run together."""

import pytest

from analysis.domain.tables import Cell, Column, Row, Table
from analysis.reports.spans import covered, shared
from trials.domain.messages import message as _

WHY = _("Nobody received what was recommended.")


def row(*values):
    return Row(key="r", label="r", cells=tuple(Cell(value=value) for value in values))


def test_a_heading_stands_once_above_its_neighbors():
    table = Table(
        key="t",
        title="T",
        stub="S",
        columns=(
            Column(key="n", label="N"),
            Column(key="a", label="A", group="Old"),
            Column(key="b", label="B", group="Old"),
            Column(key="c", label="C", group="New"),
        ),
        rows=(row(1, 2, 3, 4),),
    )
    assert list(shared(table)) == [(1, 2), (3, 3)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, WHY, None, None), {2, 3}),
        ((WHY, None, 2, None), {1}),
        ((1, 2, None, None), set()),
        ((WHY, WHY, 1), set()),
    ],
)
def test_a_reason_runs_over_the_empty_cells_behind_it(values, expected):
    assert covered(row(*values)) == expected
