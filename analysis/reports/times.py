"""Each participant's time with its dates and reason: the way back from a curve."""

from collections.abc import Mapping

from analysis.domain.endpoints import Derived
from analysis.domain.plan import SurvivalResult
from analysis.domain.tables import Cell, Column, Row, RowRef, Table
from trials.domain.messages import message as _


def times_table(result: SurvivalResult, codes: Mapping[int, str]) -> Table:
    return Table(
        key=f"{result.analysis.id}_times",
        title=_("{endpoint}: every participant", endpoint=result.endpoint.title),
        stub=_("Participant"),
        columns=(
            Column(key="origin", label=_("Origin")),
            Column(key="end", label=_("End")),
            Column(key="days", label=_("Days")),
            Column(key="outcome", label=_("Outcome")),
            Column(key="why", label=_("Event or reason")),
        ),
        rows=tuple(row(one, codes[one.participant]) for one in result.derived),
    )


def row(one: Derived, code: str) -> Row:
    sources = tuple(
        RowRef(source.kind, int(source.id)) for source in one.sources if source.id.isdigit()
    )
    values = (one.origin_date, one.end_date, one.days, one.outcome.value, one.why)
    return Row(
        key=code,
        label=code,
        cells=tuple(
            Cell(value=value, participants=(one.participant,), rows=sources) for value in values
        ),
    )
