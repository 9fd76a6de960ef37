"""What stands under a heading of a report, and the numbers in it at full precision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.domain.charts import Chart
from analysis.domain.curve_tables import CurveSet
from analysis.domain.estimates import Estimate, Limits, NotEstimable, Ratio
from analysis.domain.tables import Cell, Label, Table, Value
from trials.domain.messages import Message
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.analyses import Analysis
from trials.domain.text import Text

Figure = CurveSet | Chart
Block = Table | Figure | Label
Blocks = tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class BlocksResult:
    """An analysis whose answer is what it prints; `listings` are files beside the report."""

    analysis: Analysis
    blocks: Blocks
    listings: tuple[Table, ...] = ()

    @property
    def numbers(self) -> dict[str, Any]:
        return {"analysis": self.analysis.id, "tables": contents_of(self.blocks)}


def contents_of(blocks: Blocks) -> dict[str, Any]:
    return {one.key: content(one) for one in blocks if isinstance(one, Table)}


def content(table: Table) -> dict[str, dict[str, Any]]:
    return {
        row.key: {
            column.key: plain(cell.value)
            for column, cell in zip(table.columns, row.cells, strict=True)
        }
        for row in table.rows
    }


def plain(value: Value) -> Any:
    if isinstance(value, Message | Text | PartialDate | date):
        return str(value)
    return value


# --- cells ---------------------------------------------------------------------------------------

Found = float | Estimate | Ratio | NotEstimable | None


def estimated(found: Found) -> tuple[Cell, Cell, Cell]:
    """Value and both limits. The reason stands where there is no value."""
    if isinstance(found, NotEstimable):
        return (Cell(value=found.detail), EMPTY, EMPTY)
    if isinstance(found, Estimate | Ratio):
        return (Cell(value=found.value), Cell(value=found.lower), Cell(value=found.upper))
    return (Cell(value=found), EMPTY, EMPTY)


def limited(value: float, limits: Limits | NotEstimable) -> tuple[Cell, Cell, Cell]:
    if isinstance(limits, NotEstimable):
        return (Cell(value=value), Cell(value=limits.detail), EMPTY)
    return (Cell(value=value), Cell(value=limits.lower), Cell(value=limits.upper))


EMPTY = Cell(value=None)


def flat(parts: Iterable[Sequence[Cell]]) -> tuple[Cell, ...]:
    return tuple(cell for part in parts for cell in part)
