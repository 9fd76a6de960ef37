"""Analysis sets: who is counted, who is not, and why not.

A set never drops anybody silently: its members and those left out, by reason, are the people it
was asked about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trials.domain.conditions import NO_READINGS, Readings, truth_of
from trials.domain.protocol.analyses import AnalysisSet
from trials.domain.truth import Truth
from trials.domain.values import Facts

CONDITION_NOT_MET = "condition_not_met"
CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, kw_only=True)
class Person:
    """`exclusions` are the criteria of standing post-enrollment exclusions ("EXC-03")."""

    participant: int
    facts: Facts
    exclusions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Members:
    """One named set, counted; participants in ascending order."""

    name: str
    members: tuple[int, ...]
    left_out: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.members)

    def __contains__(self, participant: int) -> bool:
        return participant in self.members

    @property
    def asked(self) -> int:
        return len(self) + sum(map(len, self.left_out.values()))

    def by_group(self, group_of: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
        """Split by group; members of no group stand under the empty name."""
        groups: dict[str, list[int]] = {}
        for participant in self.members:
            groups.setdefault(group_of.get(participant, ""), []).append(participant)
        return {name: tuple(found) for name, found in groups.items()}


def members_of(
    name: str,
    definition: AnalysisSet,
    people: Iterable[Person],
    readings: Readings = NO_READINGS,
) -> Members:
    found: list[int] = []
    left_out: dict[str, list[int]] = {}
    for person in sorted(people, key=lambda person: person.participant):
        why = why_left_out(definition, person, readings)
        (found if why is None else left_out.setdefault(why, [])).append(person.participant)
    return Members(
        name=name,
        members=tuple(found),
        left_out={why: tuple(left_out[why]) for why in sorted(left_out)},
    )


def why_left_out(definition: AnalysisSet, person: Person, readings: Readings) -> str | None:
    """Name the reason; an exclusion is named by its criterion."""
    truth = truth_of(definition.when, person.facts, readings)
    if truth is Truth.FALSE:
        return CONDITION_NOT_MET
    if truth is Truth.UNKNOWN:
        return CANNOT_TELL
    if definition.drops_excluded and person.exclusions:
        return person.exclusions[0]
    return None
