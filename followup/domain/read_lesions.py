"""The lesions of a read, as they are stored and held to RECIST 1.1 and to the reader's own
earlier reads."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from followup.domain.recist.lesions import Kind, Lesion, Scan, State, baseline_faults
from trials.domain.messages import Message
from trials.domain.messages import message as _


def as_stored(lesion: Lesion) -> dict[str, Any]:
    return {
        "name": lesion.name,
        "kind": lesion.kind.value,
        "state": lesion.state.value,
        "mm": str(lesion.diameter_mm) if lesion.diameter_mm is not None else "",
        "node": lesion.is_node,
        "organ": lesion.organ,
    }


def lesion_from(stored: Mapping[str, Any]) -> Lesion:
    return Lesion(
        name=stored["name"],
        kind=Kind(stored["kind"]),
        state=State(stored["state"]),
        diameter_mm=Decimal(stored["mm"]) if stored["mm"] else None,
        is_node=stored["node"],
        organ=stored["organ"],
    )


def scan_from(day: date, stored: Sequence[Mapping[str, Any]]) -> Scan:
    return Scan(visit=day.isoformat(), day=day, lesions=tuple(lesion_from(one) for one in stored))


def fault_of_lesions(lesions: Sequence[Lesion], *, baseline: Scan | None) -> Message | None:
    """`baseline`: the reader's first scan of this participant; None where this is the first."""
    names = [one.name for one in lesions]
    for name in names:
        if names.count(name) > 1:
            return _("Two lesions are called {name}. Give each its own name.", name=name)
    for one in lesions:
        measured = one.state in (State.MEASURED, State.SPLIT)
        may_be = one.state is State.MERGED
        if not may_be and measured != (one.diameter_mm is not None):
            return _("{name}: give a diameter if, and only if, it was measured.", name=one.name)
        if one.diameter_mm is not None and one.diameter_mm <= 0:
            return _("{name}: a diameter is more than 0 mm.", name=one.name)
    return fault_at_first(lesions) if baseline is None else fault_later(lesions, baseline)


def fault_at_first(lesions: Sequence[Lesion]) -> Message | None:
    for one in lesions:
        if one.kind is Kind.NEW:
            return _("{name}: nothing is new on the first scan.", name=one.name)
    first = Scan(visit="", day=date.min, lesions=tuple(lesions))
    return next(baseline_faults(first), None)


def fault_later(lesions: Sequence[Lesion], baseline: Scan) -> Message | None:
    for one in lesions:
        before = baseline.named(one.name)
        if one.kind is Kind.NEW:
            if before is not None:
                return _("{name} was there on the first scan; it is not new.", name=one.name)
        elif before is None or before.kind is not one.kind:
            return _(
                "{name}: targets and non-targets are chosen on the first scan. Call it new.",
                name=one.name,
            )
    return None
