"""What is new since the cut the board saw last, and what was corrected."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.domain.tables import Cell, Column, Label, Row, RowRef, Table
from trials.domain.messages import message as _

Rows = Mapping[int, Mapping[str, Any]]

WATCHED: tuple[tuple[str, Label], ...] = (
    ("casebook.participant", _("Participants registered")),
    ("enrollment.enrollment", _("Participants enrolled")),
    ("followup.adverseevent", _("Adverse events")),
    ("followup.vitalstatus", _("Vital status notes")),
    ("followup.tumorassessment", _("Scans assessed")),
    ("followup.surgery", _("Resections")),
    ("casebook.deviation", _("Deviations")),
    ("casebook.withdrawal", _("Withdrawals")),
)


def since_table(
    before: Mapping[str, Rows], after: Mapping[str, Rows], *, name: str, day: str
) -> Table:
    """By table of the cut: rows that came, that were changed, that are gone, and how many stand."""
    return Table(
        key="since_last",
        title=_("What changed since the last meeting"),
        stub=_("Records"),
        columns=(
            Column(key="new", label=_("New")),
            Column(key="changed", label=_("Corrected")),
            Column(key="gone", label=_("Gone")),
            Column(key="all", label=_("All")),
        ),
        rows=tuple(
            row(key, label, before.get(key, {}), after.get(key, {}))
            for key, label in WATCHED
            if key in before or key in after
        ),
        footnotes=(_("Compared with the cut {name}, events to {day}.", name=name, day=day),),
    )


def row(key: str, label: Label, before: Rows, after: Rows) -> Row:
    new = [pk for pk in after if pk not in before]
    gone = [pk for pk in before if pk not in after]
    changed = [pk for pk in after if pk in before and after[pk] != before[pk]]
    return Row(
        key=key,
        label=label,
        cells=(
            cell(key, new, after),
            cell(key, changed, after),
            cell(key, gone, before),
            Cell(value=len(after)),
        ),
    )


def cell(key: str, chosen: Sequence[int], rows: Rows) -> Cell:
    """The records, and whose they are."""
    return Cell(
        value=len(chosen),
        participants=tuple(sorted(set(participants(key, chosen, rows)))),
        rows=tuple(RowRef(key, pk) for pk in sorted(chosen)),
    )


def participants(key: str, chosen: Iterable[int], rows: Rows) -> Iterable[int]:
    column = "id" if key == "casebook.participant" else "participant_id"
    return (int(rows[pk][column]) for pk in chosen)
