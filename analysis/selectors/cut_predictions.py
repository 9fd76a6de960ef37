"""The predictions of a data cut that were open to analysis then, and what they recommended.

They are frozen as they lie in the database, encrypted; only a worker can open them again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analysis.models import DataCut
from analysis.selectors.as_known import KnownTable
from analysis.selectors.cuts import read_table
from audit.models import SealedLogEntry
from inference.actions.sealing import open_sealed
from inference.models import Reveal, SealedPrediction
from trials.domain.protocol.protocol import Protocol

REVEALS = Reveal._meta.label_lower
SEALED = SealedPrediction._meta.label_lower
DECISIONS = "enrollment.treatmentdecision"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What was recommended to a participant, and what became of the strategy.

    `late`: sealed when the strategy was locked already. `not_assessable` as the locked decision
    says; `locked` is false while nobody has locked it.
    """

    recommended: str | None = None
    late: bool = False
    locked: bool = False
    not_assessable: str = ""


def revealed(reveals: KnownTable) -> KnownTable:
    """The sealed rows behind the reveals that were known at the tick."""
    place = reveals.columns.index("sealed_id")
    fields = SealedPrediction._meta.concrete_fields
    names = [field.attname for field in fields]
    wanted = sorted(str(row[place]) for row in reveals.rows)
    rows = SealedPrediction.objects.filter(pk__in=wanted).order_by("pk").values_list(*names)
    columns = tuple(field.column for field in fields)
    return KnownTable(name=SEALED, columns=columns, rows=list(rows))


def compared_in(cut: DataCut, protocol: Protocol) -> dict[int, Compared]:
    """By participant; empty for a protocol that compares nothing."""
    if protocol.concordance is None:
        return {}
    first = first_recommendations(cut, protocol.concordance.predictor)
    decisions = {
        row["participant_id"]: row
        for row in read_table(cut, DECISIONS)
        if row["status"] == "locked"
    }
    return {
        participant: compared(first.get(participant), decisions.get(participant))
        for participant in first.keys() | decisions.keys()
    }


def compared(first: tuple[str, bool] | None, decision: dict[str, Any] | None) -> Compared:
    code, late = first or (None, False)
    return Compared(
        recommended=code,
        late=late,
        locked=decision is not None,
        not_assessable=decision["not_assessable"] if decision else "",
    )


def first_recommendations(cut: DataCut, predictor: str) -> dict[int, tuple[str, bool]]:
    """The first sealed of each participant counts, whatever was run again."""
    locked_at = {
        row["sealed_id"]: datetime.fromisoformat(row["locked_at"])
        for row in read_table(cut, REVEALS)
    }
    rows = [SealedPrediction(**row) for row in read_table(cut, SEALED, part="sealed")]
    entries = SealedLogEntry.objects.in_bulk([row.log_entry_id for row in rows])
    found: dict[int, tuple[str, bool]] = {}
    for row in sorted(rows, key=lambda one: entries[one.log_entry_id].index):
        row.log_entry = entries[row.log_entry_id]
        output = open_sealed(row)
        if predictor in output and row.participant_id not in found:
            late = row.log_entry.noted_at >= locked_at[str(row.pk)]
            found[row.participant_id] = (str(output[predictor]), late)
    return found
