"""From a number of a report to whom it counts, their records, and what became of each record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps

from accounts.models import User
from analysis.models import DataCut
from casebook.models import Participant
from casebook.permissions import can_read


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a record's history: what was done, when and by whom."""

    label: str
    at: datetime
    by: str
    after_cut: bool


@dataclass(frozen=True, kw_only=True)
class Behind:
    """A record behind the number. `history` is empty for whoever may not read records."""

    name: str
    id: int
    history: Sequence[Entry]


@dataclass(frozen=True, kw_only=True)
class Counted:
    participant: Participant
    reads: bool
    records: Sequence[Behind]


def behind(
    cell: Mapping[str, Any], cut: DataCut, *, reader: User, activations: Iterable[int], on: date
) -> list[Counted]:
    """The participants of the cell that this reader reaches, by code."""
    people = (
        Participant.objects.for_activations(activations)
        .filter(pk__in=cell["participants"], activation__trial=cut.trial_id)
        .select_related("activation__site", "activation__trial")
        .order_by("code")
    )
    found = histories(cell.get("rows", []), cut)
    places: dict[int, bool] = {}
    counted = []
    for one in people:
        if one.activation_id not in places:
            places[one.activation_id] = can_read(reader, activation=one.activation, on=on)
        reads = places[one.activation_id]
        counted.append(Counted(participant=one, reads=reads, records=shown(found[one.pk], reads)))
    return counted


def shown(records: Sequence[Behind], reads: bool) -> list[Behind]:
    if reads:
        return list(records)
    return [Behind(name=one.name, id=one.id, history=()) for one in records]


def histories(rows: Iterable[Sequence[Any]], cut: DataCut) -> Mapping[int, list[Behind]]:
    """By participant; one question to each table, whatever the number of rows."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for table, pk in rows:
        wanted[table].append(pk)
    found: dict[int, list[Behind]] = defaultdict(list)
    for table, pks in wanted.items():
        model = model_called(table)
        if model is None:
            continue
        events = model.pgh_event_model.objects.filter(pgh_obj_id__in=pks).order_by("pgh_id")
        lines: dict[tuple[int, int], list[Entry]] = defaultdict(list)
        for event in events.values(
            "pgh_obj_id", "participant_id", "pgh_label", "pgh_created_at", "pgh_context"
        ):
            lines[event["participant_id"], event["pgh_obj_id"]].append(entry(event, cut))
        name = str(model._meta.verbose_name).capitalize()
        for (participant, pk), of_one in lines.items():
            found[participant].append(Behind(name=name, id=pk, history=tuple(of_one)))
    return found


def model_called(table: str) -> Any:
    """None for a source that is no table of its own."""
    try:
        model = apps.get_model(table)
    except (LookupError, ValueError):
        return None
    return model if hasattr(model, "pgh_event_model") else None


def entry(event: Mapping[str, Any], cut: DataCut) -> Entry:
    context = event["pgh_context"] or {}
    return Entry(
        label=str(context.get("action") or event["pgh_label"]),
        at=event["pgh_created_at"],
        by=str(context.get("username", "")),
        after_cut=event["pgh_created_at"] > cut.known_at,
    )
