"""One criterion judged: met, not met or not to tell yet, what that rests on, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from enrollment.domain.near_days import NEVER, Births, NearDay, near_day
from trials.domain.condition_flips import what_would_flip
from trials.domain.condition_nodes import readings_in
from trials.domain.condition_words import explain
from trials.domain.conditions import Readings, evaluate, evaluate_each_reading
from trials.domain.derivations import recorded_for, wanting
from trials.domain.messages import Message, gettext_noop
from trials.domain.protocol.criteria import Criterion, Kind
from trials.domain.protocol.protocol import Protocol
from trials.domain.truth import Truth, negate
from trials.domain.values import Facts


class Finding(StrEnum):
    """MET lets the participant in: an inclusion that holds, an exclusion that does not apply."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


FINDING_LABELS: Mapping[tuple[Kind, Finding], str] = {
    (Kind.INCLUSION, Finding.MET): gettext_noop("Met"),
    (Kind.INCLUSION, Finding.NOT_MET): gettext_noop("Not met"),
    (Kind.INCLUSION, Finding.UNKNOWN): gettext_noop("Cannot tell yet"),
    (Kind.EXCLUSION, Finding.MET): gettext_noop("Does not apply"),
    (Kind.EXCLUSION, Finding.NOT_MET): gettext_noop("Applies: excluded"),
    (Kind.EXCLUSION, Finding.UNKNOWN): gettext_noop("Cannot tell yet"),
}


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What all criteria of somebody are judged on, derived values included."""

    protocol: Protocol
    facts: Facts
    on: date
    births: Births


@dataclass(frozen=True, kw_only=True)
class AtomFinding:
    """What a criterion rests on, what is missing, and how other readings judge it.

    `used` gives each value with its unit, date and source; `missing` names what a person can
    record; `imprecise` names what is recorded and not exact enough; `by_reading` has, for each
    ambiguity of the criterion, the finding under each of its readings. What explains it is worked
    out when it is asked for: a log judges everybody and explains nobody.
    """

    criterion: Criterion
    finding: Finding
    used: Facts
    missing: tuple[str, ...]
    imprecise: tuple[str, ...]
    by_reading: Mapping[str, Mapping[str, Finding]]
    grounds: Grounds = field(repr=False)

    @cached_property
    def inputs(self) -> Mapping[str, Facts]:
        """For each value used that is computed, what it is computed from."""
        return inputs_of(self.used, self.grounds.protocol, self.grounds.facts)

    @cached_property
    def explanation(self) -> tuple[Message, ...]:
        protocol = self.grounds.protocol
        return explain(
            self.criterion.when,
            self.grounds.facts,
            protocol,
            readings=protocol.chosen_readings,
            wanted=self.criterion.kind is Kind.INCLUSION,
        )

    @cached_property
    def flip(self) -> Message | None:
        """What would have to be otherwise for a criterion not met."""
        if self.finding is not Finding.NOT_MET:
            return None
        protocol = self.grounds.protocol
        return what_would_flip(
            self.criterion.when, self.grounds.facts, protocol, readings=protocol.chosen_readings
        )

    @cached_property
    def near(self) -> NearDay:
        """On which day a criterion not met would be met as it is."""
        if self.finding is not Finding.NOT_MET:
            return NEVER
        return near_day(
            self.criterion.when,
            self.grounds.facts,
            self.grounds.protocol.chosen_readings,
            wanted=Truth.of(self.criterion.kind is Kind.INCLUSION),
            on=self.grounds.on,
            births=self.grounds.births,
        )

    @property
    def decides(self) -> bool:
        """Nobody can know at screening what pathology or day 90 will show."""
        return self.criterion.is_screening

    def under(self, ambiguity: str, reading: str) -> Finding:
        """The finding, were that the reading; other ambiguities leave it as it is."""
        return self.by_reading.get(ambiguity, {}).get(reading, self.finding)

    @property
    def label(self) -> str:
        return FINDING_LABELS[self.criterion.kind, self.finding]


def judge(criterion: Criterion, grounds: Grounds) -> AtomFinding:
    protocol, facts = grounds.protocol, grounds.facts
    readings = protocol.chosen_readings
    found = evaluate(criterion.when, facts, readings)
    missing = (leaf for name in found.missing for leaf in wanting(name, protocol.facts, facts))
    return AtomFinding(
        criterion=criterion,
        finding=finding_of(criterion, found.truth),
        used=found.used,
        missing=tuple(dict.fromkeys(missing)),
        imprecise=found.imprecise,
        by_reading=judge_each_reading(criterion, facts, readings),
        grounds=grounds,
    )


def inputs_of(used: Facts, protocol: Protocol, facts: Facts) -> Mapping[str, Facts]:
    """Down to what was recorded: a BCLC stage shows the laboratory values behind Child-Pugh."""
    found = {name: recorded_for(name, protocol.facts) for name in used}
    return {
        name: {leaf: facts[leaf] for leaf in leaves if leaf in facts}
        for name, leaves in found.items()
        if leaves != (name,)
    }


def finding_of(criterion: Criterion, truth: Truth) -> Finding:
    wanted = truth if criterion.kind is Kind.INCLUSION else negate(truth)
    return {Truth.TRUE: Finding.MET, Truth.FALSE: Finding.NOT_MET}.get(wanted, Finding.UNKNOWN)


def judge_each_reading(
    criterion: Criterion, facts: Facts, readings: Readings
) -> Mapping[str, Mapping[str, Finding]]:
    ambiguities = dict.fromkeys(node.reading for node in readings_in(criterion.when))
    return {
        ambiguity: {
            reading: finding_of(criterion, found.truth)
            for reading, found in evaluate_each_reading(
                criterion.when, facts, readings, of=ambiguity
            ).items()
        }
        for ambiguity in ambiguities
    }
