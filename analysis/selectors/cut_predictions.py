"""The predictions of a data cut that were open to analysis then, and what they recommended.

They are frozen as they lie in the database, encrypted; only a worker can open them again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Min

from analysis.models import DataCut
from analysis.selectors.as_known import KnownTable
from analysis.selectors.cuts import read_table
from audit.models import SealedLogEntry
from enrollment.models import TreatmentDecision
from inference.actions.sealing import open_sealed
from inference.models import PredictorRelease, Reveal, SealedPrediction
from trials.domain.protocol.protocol import Protocol

REVEALS = Reveal._meta.label_lower
SEALED = SealedPrediction._meta.label_lower
DECISIONS = "enrollment.treatmentdecision"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What was recommended to a participant, and what became of the strategy.

    `late`: sealed when the strategy was locked already; `decided_before`: sealed when the decision
    had been written down. `not_assessable` as the locked decision says; `locked` is false while
    nobody has locked it. `again` counts the predictions made after the first. `event_free`: by
    months and strategy, where the release predicts it.
    """

    recommended: str | None = None
    late: bool = False
    decided_before: bool = False
    locked: bool = False
    not_assessable: str = ""
    again: int = 0
    quarter: str = ""
    release: str = ""
    event_free: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Said:
    """One opened prediction."""

    participant: int
    recommended: str
    late: bool
    noted_at: datetime
    release: str
    event_free: Mapping[str, Mapping[str, float]]

    @property
    def quarter(self) -> str:
        """The calendar quarter it was sealed in: 2026-Q3."""
        return f"{self.noted_at.year}-Q{(self.noted_at.month + 2) // 3}"


def revealed(reveals: KnownTable) -> KnownTable:
    """The sealed rows behind the reveals that were known at the tick."""
    place = reveals.columns.index("sealed_id")
    fields = SealedPrediction._meta.concrete_fields
    names = [field.attname for field in fields]
    wanted = sorted(str(row[place]) for batch in reveals.batches for row in batch)
    rows = SealedPrediction.objects.filter(pk__in=wanted).order_by("pk").values_list(*names)
    columns = tuple(field.column for field in fields)
    return KnownTable(name=SEALED, columns=columns, batches=iter([list(rows)]))


def compared_in(cut: DataCut, protocol: Protocol) -> dict[int, Compared]:
    """By participant; empty for a protocol that compares nothing."""
    if protocol.concordance is None:
        return {}
    said = recommendations(cut, protocol.concordance.predictor)
    decisions = {
        row["participant_id"]: row
        for row in read_table(cut, DECISIONS)
        if row["status"] == "locked"
    }
    of_each: dict[int, list[Said]] = {participant: [] for participant in decisions}
    for one in said:
        of_each.setdefault(one.participant, []).append(one)
    written = first_written(decisions.values())
    return {
        participant: compared(found, decisions.get(participant), written.get(participant))
        for participant, found in of_each.items()
    }


def first_written(decisions: Iterable[dict[str, Any]]) -> dict[int, datetime]:
    """When each decision was first saved, by the clock of the database as the seals are: what a
    person says of the day cannot put a prediction before it."""
    of_record = {row["id"]: row["participant_id"] for row in decisions}
    history = TreatmentDecision.pgh_event_model.objects.filter(pgh_obj_id__in=of_record)  # type: ignore[attr-defined]
    first = history.values_list("pgh_obj_id").annotate(Min("pgh_created_at"))
    found = {of_record[pk]: at for pk, at in first}
    if len(found) != len(of_record):
        raise LookupError("The history of the decisions in this cut cannot be seen from here.")
    return found


def compared(
    said: Sequence[Said], decision: dict[str, Any] | None, written: datetime | None
) -> Compared:
    """The first sealed of each participant counts, whatever was run again."""
    told = of_said(said) if said else Compared()
    if decision is None:
        return told
    return replace(
        told,
        locked=True,
        decided_before=bool(said) and written is not None and said[0].noted_at >= written,
        not_assessable=decision["not_assessable"],
    )


def of_said(said: Sequence[Said]) -> Compared:
    first = said[0]
    return Compared(
        again=len(said) - 1,
        recommended=first.recommended,
        late=first.late,
        quarter=first.quarter,
        release=first.release,
        event_free=first.event_free,
    )


def recommendations(cut: DataCut, predictor: str) -> list[Said]:
    """Every one that was revealed by the cut, in the order they were sealed."""
    locked_at = {
        row["sealed_id"]: datetime.fromisoformat(row["locked_at"])
        for row in read_table(cut, REVEALS)
        if row["lock_id"]
    }
    rows = opened_in(cut)
    releases = PredictorRelease.objects.in_bulk({row.release_id for row in rows})
    found = []
    for row in rows:
        output = open_sealed(row)
        if predictor in output:
            found.append(
                Said(
                    participant=row.participant_id,
                    recommended=str(output[predictor]),
                    late=is_late(row, locked_at),
                    noted_at=row.log_entry.noted_at,
                    release=releases[row.release_id].version,
                    event_free=output.get("event_free", {}),
                )
            )
    return found


def is_late(row: SealedPrediction, locked_at: Mapping[str, datetime]) -> bool:
    """Sealed when its lock stood already: listed, and left out of every contrast. Without a lock
    there was nothing it could have come after."""
    locked = locked_at.get(str(row.pk))
    return locked is not None and row.log_entry.noted_at >= locked


def scores_in(cut: DataCut, protocol: Protocol) -> dict[str, dict[int, float]]:
    """By predictor, the first score of each participant that was open to analysis by then."""
    wanted = {one.predictor for one in protocol.analyses if one.predictor}
    if not wanted or SEALED not in cut.manifest["content"]["sealed"]["tables"]:
        return {}
    found: dict[str, dict[int, float]] = {name: {} for name in wanted}
    for row in opened_in(cut):
        output = open_sealed(row)
        for name in wanted & output.keys():
            # A predictor that chooses among codes has no score to rank by.
            if isinstance(output[name], int | float):
                found[name].setdefault(row.participant_id, float(output[name]))
    return found


def opened_in(cut: DataCut) -> list[SealedPrediction]:
    """In the order they were sealed."""
    rows = [SealedPrediction(**row) for row in read_table(cut, SEALED, part="sealed")]
    entries = SealedLogEntry.objects.in_bulk([row.log_entry_id for row in rows])
    for row in rows:
        row.log_entry = entries[row.log_entry_id]
    return sorted(rows, key=lambda one: one.log_entry.index)
