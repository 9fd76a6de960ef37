"""An assessment as it is signed and kept, and what has changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casebook.domain.fact_values import to_json
from enrollment.domain.eligibility import Assessment, Verdict, verdict_of
from enrollment.domain.findings import AtomFinding, Finding
from enrollment.domain.near_days import JUDGED_ON
from trials.domain.values import Absent, Known

StoredAtom = Mapping[str, Any]
# By ambiguity and reading.
VerdictsByReading = Mapping[str, Mapping[str, Verdict]]


@dataclass(frozen=True, kw_only=True)
class AtomChange:
    criterion_id: str
    before: Finding | None
    now: AtomFinding


def as_stored(assessment: Assessment) -> list[dict[str, Any]]:
    """Plain JSON, one entry an atom, in the order of the protocol."""
    return [stored_atom(atom) for atom in assessment.atoms]


def stored_atom(atom: AtomFinding) -> dict[str, Any]:
    return {
        "id": atom.criterion.id,
        "decides": atom.decides,
        "finding": atom.finding.value,
        "used": {name: stored_fact(fact) for name, fact in atom.used.items()},
        "missing": list(atom.missing),
        "explanation": [str(line) for line in atom.explanation],
        "readings": {
            ambiguity: {reading: finding.value for reading, finding in by_reading.items()}
            for ambiguity, by_reading in atom.by_reading.items()
        },
    }


def stored_fact(fact: Known | Absent) -> dict[str, Any]:
    source = {"kind": fact.source.kind, "id": fact.source.id} if fact.source else None
    if isinstance(fact, Absent):
        return {"missing": fact.reason, "source": source}
    return {
        "value": to_json(fact.value),
        "unit": fact.unit,
        "date": fact.date.iso() if fact.date else None,
        "source": source,
    }


def changes_since(signed: Sequence[StoredAtom], now: Assessment) -> list[AtomChange]:
    """The deciding atoms that are judged otherwise, or rest on other values, than when signed.

    Between signature and enrollment an MRI may age out, or a laboratory value be corrected.
    """
    before = {atom["id"]: atom for atom in signed}
    return [
        AtomChange(criterion_id=atom.criterion.id, before=finding_in(stored), now=atom)
        for atom in now.atoms
        for stored in [before.get(atom.criterion.id)]
        if atom.decides and (stored is None or grounds(stored) != grounds(stored_atom(atom)))
    ]


def finding_in(stored: StoredAtom | None) -> Finding | None:
    return Finding(stored["finding"]) if stored else None


def grounds(stored: StoredAtom) -> tuple[str, StoredAtom]:
    """The finding and its values, without the day of judgment, which moves by itself."""
    used = {name: fact for name, fact in stored["used"].items() if name != JUDGED_ON}
    return stored["finding"], used


def verdicts_by_reading(stored: Sequence[StoredAtom]) -> VerdictsByReading:
    """As `Assessment.verdict_by_reading`, of an assessment that was kept."""
    deciding = [atom for atom in stored if atom["decides"]]
    verdicts: dict[str, dict[str, Verdict]] = {}
    for ambiguity, reading in readings_among(deciding):
        findings = [finding_under(atom, ambiguity, reading) for atom in deciding]
        verdicts.setdefault(ambiguity, {})[reading] = verdict_of(findings)
    return verdicts


def readings_among(stored: Sequence[StoredAtom]) -> list[tuple[str, str]]:
    return list(
        dict.fromkeys(
            (ambiguity, reading)
            for atom in stored
            for ambiguity, by_reading in atom.get("readings", {}).items()
            for reading in by_reading
        )
    )


def finding_under(atom: StoredAtom, ambiguity: str, reading: str) -> Finding:
    found = atom.get("readings", {}).get(ambiguity, {}).get(reading, atom["finding"])
    return Finding(found)
