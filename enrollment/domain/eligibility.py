"""Is this participant eligible, atom by atom, and would another reading of the text change it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from enrollment.domain.near_days import JUDGED_ON, NEVER, Births, NearDay, near_day
from trials.domain.condition_flips import what_would_flip
from trials.domain.condition_nodes import readings_in
from trials.domain.condition_words import explain
from trials.domain.conditions import Readings, evaluate, evaluate_each_reading
from trials.domain.derivations import recorded_for, wanting, with_derived
from trials.domain.messages import Message, gettext_noop
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.criteria import Criterion, Kind
from trials.domain.protocol.protocol import Protocol
from trials.domain.truth import Truth, negate
from trials.domain.values import Facts, Known

NOBODYS: Births = MappingProxyType({})


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


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    PENDING = "pending"


VERDICT_LABELS: Mapping[Verdict, str] = {
    Verdict.ELIGIBLE: gettext_noop("Eligible"),
    Verdict.INELIGIBLE: gettext_noop("Not eligible"),
    Verdict.PENDING: gettext_noop("Cannot tell yet"),
}


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """One failed criterion settles it; otherwise anything unknown keeps screening open."""
    seen = set(findings)
    if Finding.NOT_MET in seen:
        return Verdict.INELIGIBLE
    return Verdict.PENDING if Finding.UNKNOWN in seen else Verdict.ELIGIBLE


@dataclass(frozen=True, kw_only=True)
class AtomFinding:
    """One criterion judged: what it rests on, what is missing, and how other readings judge it.

    `used` gives each value with its unit, date and source; `inputs`, for each of these that is
    computed, the values it is computed from; `missing` names what a person can record;
    `imprecise` names what is recorded and not exact enough; `flip` says of a criterion not met
    what would have to be otherwise, `near` on which day it would be met as it is; `by_reading`
    has, for each ambiguity of the criterion, the finding under each of its readings.
    """

    criterion: Criterion
    finding: Finding
    used: Facts
    inputs: Mapping[str, Facts]
    missing: tuple[str, ...]
    imprecise: tuple[str, ...]
    explanation: tuple[Message, ...]
    flip: Message | None
    near: NearDay
    by_reading: Mapping[str, Mapping[str, Finding]]

    @property
    def decides(self) -> bool:
        """Nobody can know at screening what pathology or day 90 will show."""
        return self.criterion.is_screening

    @property
    def depends_on_reading(self) -> bool:
        return any(len(set(found.values())) > 1 for found in self.by_reading.values())

    def under(self, ambiguity: str, reading: str) -> Finding:
        """The finding, were that the reading; other ambiguities leave it as it is."""
        return self.by_reading.get(ambiguity, {}).get(reading, self.finding)

    @property
    def label(self) -> str:
        return FINDING_LABELS[self.criterion.kind, self.finding]


@dataclass(frozen=True, kw_only=True)
class Flip:
    """Under this reading, were it the chosen one, these atoms and perhaps the verdict differ."""

    ambiguity: str
    reading: str
    verdict: Verdict
    atoms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Assessment:
    atoms: tuple[AtomFinding, ...]
    verdict: Verdict
    flips: tuple[Flip, ...]

    @property
    def failed(self) -> tuple[AtomFinding, ...]:
        return self.deciding(Finding.NOT_MET)

    @property
    def open(self) -> tuple[AtomFinding, ...]:
        return self.deciding(Finding.UNKNOWN)

    @property
    def excluded_later(self) -> tuple[AtomFinding, ...]:
        """Exclusions found after enrollment: for a dated, reversible act, never for deletion."""
        failed = (atom for atom in self.atoms if atom.finding is Finding.NOT_MET)
        return tuple(atom for atom in failed if not atom.decides)

    @property
    def verdict_by_reading(self) -> Mapping[str, Mapping[str, Verdict]]:
        """For each ambiguity of the criteria, the verdict under each of its readings."""
        deciding = [atom for atom in self.atoms if atom.decides]
        readings: dict[str, dict[str, Verdict]] = {}
        for ambiguity, reading in alternatives(deciding):
            findings = [atom.under(ambiguity, reading) for atom in deciding]
            readings.setdefault(ambiguity, {})[reading] = verdict_of(findings)
        return readings

    @property
    def missing(self) -> tuple[str, ...]:
        """What still has to be recorded before the verdict, each name once."""
        return tuple(dict.fromkeys(name for atom in self.open for name in atom.missing))

    def deciding(self, finding: Finding) -> tuple[AtomFinding, ...]:
        return tuple(atom for atom in self.atoms if atom.decides and atom.finding is finding)

    def atom(self, criterion_id: str) -> AtomFinding:
        return next(atom for atom in self.atoms if atom.criterion.id == criterion_id)


def assess(*, protocol: Protocol, facts: Facts, on: date, births: Births = NOBODYS) -> Assessment:
    """Judge every atom as on that day; those knowable at screening make the verdict. `births` are
    of the ages that are counted on that day and may be told: they give a birthday away.
    """
    judged = {**facts, JUDGED_ON: Known(PartialDate.of(on))}
    known = with_derived(protocol.facts, judged)
    atoms = tuple(judge(one, protocol, known, on=on, births=births) for one in protocol.criteria)
    verdict = verdict_of(atom.finding for atom in atoms if atom.decides)
    return Assessment(atoms=atoms, verdict=verdict, flips=tuple(flips(atoms)))


def judge(
    criterion: Criterion, protocol: Protocol, facts: Facts, *, on: date, births: Births
) -> AtomFinding:
    readings = protocol.chosen_readings
    found = evaluate(criterion.when, facts, readings)
    is_wanted = criterion.kind is Kind.INCLUSION
    missing = (leaf for name in found.missing for leaf in wanting(name, protocol.facts, facts))
    finding = finding_of(criterion, found.truth)
    fails = finding is Finding.NOT_MET
    wanted = Truth.of(is_wanted)
    return AtomFinding(
        criterion=criterion,
        finding=finding,
        used=found.used,
        inputs=inputs_of(found.used, protocol, facts),
        missing=tuple(dict.fromkeys(missing)),
        imprecise=found.imprecise,
        explanation=explain(criterion.when, facts, protocol, readings=readings, wanted=is_wanted),
        flip=what_would_flip(criterion.when, facts, protocol, readings=readings) if fails else None,
        near=near_day(criterion.when, facts, readings, wanted=wanted, on=on, births=births)
        if fails
        else NEVER,
        by_reading=judge_each_reading(criterion, facts, readings),
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


def flips(atoms: tuple[AtomFinding, ...]) -> Iterable[Flip]:
    """Every reading not chosen under which an atom that decides would be judged otherwise."""
    deciding = [atom for atom in atoms if atom.decides]
    for ambiguity, reading in alternatives(deciding):
        findings = [atom.under(ambiguity, reading) for atom in deciding]
        changed = tuple(
            atom.criterion.id
            for atom, finding in zip(deciding, findings, strict=True)
            if finding is not atom.finding
        )
        if changed:
            yield Flip(
                ambiguity=ambiguity,
                reading=reading,
                verdict=verdict_of(findings),
                atoms=changed,
            )


def alternatives(atoms: Iterable[AtomFinding]) -> tuple[tuple[str, str], ...]:
    """Every reading of every ambiguity these atoms hang on, in the order of the protocol."""
    found = {
        (ambiguity, reading): None
        for atom in atoms
        for ambiguity, by_reading in atom.by_reading.items()
        for reading in by_reading
    }
    return tuple(found)
