"""The section on what is new since the board met last, and what it recommended until then."""

from collections.abc import Iterator

from analysis.domain.blocks import Block
from analysis.domain.since_last import WATCHED, since_table
from analysis.domain.tables import Cell, Column, Row, Table
from analysis.models import DataCut
from analysis.reports.wording import worded
from analysis.selectors.cut_conduct import (
    last_seen,
    openings_before,
    recommended_before,
    tables_of,
)
from trials.domain.messages import message as _


def history_blocks(cut: DataCut, *, closed: bool) -> Iterator[Block]:
    """What is new since the board met last, and what it recommended until then."""
    before = last_seen(cut, session="closed" if closed else "open")
    if before is None:
        yield _("No report was released to the board before this one.")
    else:
        names = [name for name, _label in WATCHED]
        day = before.events_to.isoformat()
        yield since_table(
            tables_of(before, names), tables_of(cut, names), name=before.name, day=day
        )
    yield recommendations_table(cut)
    if closed:
        yield openings_table(cut)


def recommendations_table(cut: DataCut) -> Table:
    return Table(
        key="recommendations",
        title=_("Recommendations of the board so far"),
        stub=_("Meeting"),
        columns=(
            Column(key="held_on", label=_("Held on")),
            Column(key="choice", label=_("The board recommends")),
            Column(key="signed", label=_("Signed by")),
            Column(key="held", label=_("Enrollment held")),
        ),
        rows=tuple(
            Row(
                key=str(one.meeting.number),
                label=str(one.meeting.number),
                cells=(
                    Cell(value=one.meeting.held_on),
                    Cell(value=worded(one.Choice(one.choice).label)),
                    Cell(value=one.signature.printed_name if one.signature else None),
                    Cell(value=one.hold is not None),
                ),
            )
            for one in recommended_before(cut)
        ),
    )


def openings_table(cut: DataCut) -> Table:
    return Table(
        key="openings",
        title=_("Who opened closed reports"),
        stub=_("Person"),
        columns=(Column(key="openings", label=_("Openings")),),
        rows=tuple(
            Row(key=name, label=name, cells=(Cell(value=count),))
            for name, count in openings_before(cut).items()
        ),
        footnotes=(_("Up to the instant of the cut; each opening counts."),),
    )
