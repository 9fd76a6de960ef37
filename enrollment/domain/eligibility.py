"""Is this participant eligible, atom by atom, and would another reading of the text change it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from enrollment.domain.findings import AtomFinding, Finding, Grounds, judge
from enrollment.domain.near_days import JUDGED_ON, Births
from trials.domain.derivations import with_derived
from trials.domain.messages import gettext_noop
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Facts, Known

NOBODYS: Births = MappingProxyType({})


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
    grounds = Grounds(protocol=protocol, facts=known, on=on, births=births)
    atoms = tuple(judge(one, grounds) for one in protocol.criteria)
    verdict = verdict_of(atom.finding for atom in atoms if atom.decides)
    return Assessment(atoms=atoms, verdict=verdict, flips=tuple(flips(atoms)))


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
