"""How well a predictor and its comparators tell who has the event: areas, calibration, benefit."""

from collections.abc import Iterator, Sequence

from analysis.domain.blocks import Block
from analysis.domain.scores.area_tables import areas_table, paired_table
from analysis.domain.scores.benefit_tables import benefit_table, calibration_table
from analysis.domain.scores.compared import ScoredSet
from analysis.domain.scores.ranked import PREDICTOR
from analysis.domain.tables import Cell, Column, Row, Table
from trials.domain.messages import message as _
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis


def blocks_of(
    found: Sequence[ScoredSet], analysis: Analysis, protocol: protocols.Protocol
) -> Iterator[Block]:
    yield counted_table(found, analysis)
    if not any(one.rows.predicted for one in found):
        yield _("No prediction is open to analysis in this cut: the comparators stand alone.")
    for one in found:
        yield areas_table(one, analysis, protocol)
        yield paired_table(one, analysis, protocol)
        if PREDICTOR in one.rows.scores:
            yield calibration_table(one, analysis)
            yield benefit_table(one, analysis)


def counted_table(found: Sequence[ScoredSet], analysis: Analysis) -> Table:
    return Table(
        key=f"{analysis.id}_counted",
        title=_("Who is compared"),
        stub=_("Set"),
        columns=(
            Column(key="timed", label=_("With a time")),
            Column(key="predicted", label=_("With a prediction")),
            Column(key="compared", label=_("With every score")),
        ),
        rows=tuple(
            Row(
                key=one.name,
                label=one.label,
                cells=(
                    Cell(value=one.rows.asked),
                    Cell(value=one.rows.predicted),
                    Cell.count(one.rows.participants, of=one.rows.asked),
                ),
            )
            for one in found
        ),
    )
