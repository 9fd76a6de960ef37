"""Exclusions that nobody can know before enrollment, and what they do to the analysis sets.

The system finds them, a person confirms them, another day a person may reinstate. Nobody is ever
deleted: only sets whose definition says so drop the excluded.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from enrollment.domain.eligibility import assess
from enrollment.domain.findings import AtomFinding, Finding
from trials.domain.conditions import truth_of
from trials.domain.messages import gettext_noop as _
from trials.domain.protocol.criteria import Criterion
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.readings import NOT_APPLIED
from trials.domain.truth import Truth
from trials.domain.values import Facts


class State(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REINSTATED = "reinstated"


STATE_LABELS: Mapping[State, str] = {
    State.PROPOSED: _("Proposed"),
    State.CONFIRMED: _("Confirmed"),
    State.REINSTATED: _("Reinstated"),
}


def later_criteria(protocol: Protocol) -> tuple[Criterion, ...]:
    """Those by which somebody can still be excluded; none where no set drops the excluded."""
    if not any(one.drops_excluded for one in protocol.sets.values()):
        return ()
    readings = protocol.chosen_readings
    return tuple(
        one
        for one in protocol.criteria
        if not one.is_screening
        and not any(readings.get(name) == NOT_APPLIED for name in one.readings)
    )


def later_findings(*, protocol: Protocol, facts: Facts, on: date) -> tuple[AtomFinding, ...]:
    """Each of them as the facts stand, whether it excludes or not."""
    ids = {one.id for one in later_criteria(protocol)}
    if not ids:
        return ()
    atoms = assess(protocol=protocol, facts=facts, on=on).atoms
    return tuple(atom for atom in atoms if atom.criterion.id in ids)


def state_of(finding: Finding, decided: State | None, *, is_as_decided: bool) -> State | None:
    """`decided` is what a person last said, `is_as_decided` whether the facts are those they saw.

    A reinstatement answers the proposal until the facts say something new.
    """
    if decided is State.CONFIRMED:
        return State.CONFIRMED
    if decided is State.REINSTATED and (is_as_decided or finding is not Finding.NOT_MET):
        return State.REINSTATED
    return State.PROPOSED if finding is Finding.NOT_MET else None


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """One who was enrolled: the group they are counted in, and where each criterion stands."""

    facts: Facts
    group: str = ""
    states: Mapping[str, State] = field(default_factory=dict)

    def has(self, *wanted: State) -> bool:
        return any(state in wanted for state in self.states.values())


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One analysis set and group: who meets its condition, who of them is left out."""

    name: str
    group: str
    meets: int
    left_out: int
    proposed: int

    @property
    def counted(self) -> int:
        return self.meets - self.left_out

    @property
    def if_all_confirmed(self) -> int:
        return self.counted - self.proposed


def effects(
    protocol: Protocol, people: Iterable[Enrolled], groups: Iterable[str]
) -> Iterator[Effect]:
    rows, names = list(people), list(groups)
    for name, definition in protocol.sets.items():
        readings = protocol.chosen_readings
        inside = [
            one for one in rows if truth_of(definition.when, one.facts, readings) is Truth.TRUE
        ]
        drops = [one for one in inside if definition.drops_excluded]
        for group in names:
            left_out = [one for one in drops if one.has(State.CONFIRMED)]
            proposed = [one for one in drops if one not in left_out and one.has(State.PROPOSED)]
            yield Effect(
                name=name,
                group=group,
                meets=count(inside, group),
                left_out=count(left_out, group),
                proposed=count(proposed, group),
            )


def count(people: Iterable[Enrolled], group: str) -> int:
    """The empty group is everybody."""
    return sum(not group or one.group == group for one in people)


def counts(people: Iterable[Enrolled], criterion: str, group: str) -> Mapping[State, int]:
    inside = [one for one in people if not group or one.group == group]
    return {state: sum(one.states.get(criterion) is state for one in inside) for state in State}
