"""Work out every fact again from the records behind it, and compare with what stands.

Nothing is mended here: a difference means that some path wrote a record without its facts, and a
person has to find which.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from casebook import sources
from casebook.models import Fact, Participant

Place = tuple[str, str, str, str]


class Fault(StrEnum):
    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Where a fact disagrees with its source; never the value itself: this goes into logs."""

    participant_id: int
    source_kind: str
    source_id: str
    name: str
    occasion: str
    fault: Fault

    def as_json(self) -> dict[str, Any]:
        return {
            "participant": self.participant_id,
            "source": f"{self.source_kind} {self.source_id}",
            "fact": self.name,
            "occasion": self.occasion,
            "fault": self.fault.value,
        }


def differences(participant: Participant) -> list[Difference]:
    """Reads only. An empty list says that facts and sources agree."""
    return list(compare(participant, standing_of(participant), computed_for(participant)))


def standing_of(participant: Participant) -> dict[Place, dict[str, Any]]:
    rows = Fact.objects.filter(participant=participant).standing()
    return {
        (row.source_kind, row.source_id, row.name, row.occasion): {
            "value": row.value,
            "missing": row.missing,
            "unit": row.unit,
            "date": row.date,
        }
        for row in rows
    }


def computed_for(participant: Participant) -> dict[Place, dict[str, Any]]:
    return {
        (source.kind, source.id, fact.name, fact.occasion): fact.columns()
        for owner in sources.owners()
        for source, facts in owner.recompute(participant)
        for fact in facts
    }


def compare(
    participant: Participant,
    standing: dict[Place, dict[str, Any]],
    computed: dict[Place, dict[str, Any]],
) -> Iterator[Difference]:
    for place in sorted(standing.keys() | computed.keys()):
        if standing.get(place) != computed.get(place):
            yield difference(participant, place, fault_of(place, standing, computed))


def fault_of(place: Place, standing: Iterable[Place], computed: Iterable[Place]) -> Fault:
    if place not in standing:
        return Fault.MISSING
    return Fault.DIFFERENT if place in computed else Fault.EXTRA


def difference(participant: Participant, place: Place, fault: Fault) -> Difference:
    kind, source_id, name, occasion = place
    return Difference(
        participant_id=participant.pk,
        source_kind=kind,
        source_id=source_id,
        name=name,
        occasion=occasion,
        fault=fault,
    )
