"""Where a participant stands against the protocol, now."""

from datetime import date
from typing import Any

from casebook.models import Participant
from casebook.selectors.consents import latest_consent
from casebook.selectors.facts import facts_of
from casebook.selectors.protocols import version_for
from enrollment.domain.eligibility import Assessment, AtomFinding, assess
from enrollment.models import EligibilityDecision
from trials.domain.values import Absent, Known
from trials.models import ProtocolVersion
from trials.selectors.protocols import protocol_of


def governing_version(participant: Participant, *, on: date) -> ProtocolVersion:
    """The version the participant agreed to; before consent, the one in force that day."""
    consent = latest_consent(participant)
    return consent.protocol_version if consent else version_for(participant, on=on)


def assessment_of(participant: Participant, *, on: date) -> Assessment:
    protocol = protocol_of(governing_version(participant, on=on))
    return assess(protocol=protocol, facts=facts_of(participant), on=on)


def latest_decision(participant: Participant) -> EligibilityDecision | None:
    return (
        participant.eligibility_decisions.select_related("signature", "decided_by")
        .order_by("decided_at", "pk")
        .last()
    )


def written(assessment: Assessment) -> list[dict[str, Any]]:
    """Each atom as plain data: what a signature is bound to and a decision keeps."""
    return [written_atom(atom) for atom in assessment.atoms]


def written_atom(atom: AtomFinding) -> dict[str, Any]:
    return {
        "id": atom.criterion.id,
        "finding": atom.finding.value,
        "decides": atom.decides,
        "used": {name: written_value(one) for name, one in sorted(atom.used.items())},
        "missing": list(atom.missing),
        "by_reading": {
            ambiguity: {reading: found.value for reading, found in findings.items()}
            for ambiguity, findings in sorted(atom.by_reading.items())
        },
    }


def written_value(one: Known | Absent) -> dict[str, Any]:
    if isinstance(one, Absent):
        return {"missing": str(one.reason)}
    value = list(one.value) if isinstance(one.value, tuple) else one.value
    source = one.source
    return {
        "value": value if isinstance(value, bool | int | list) else str(value),
        "unit": one.unit,
        "date": one.date.iso() if one.date else None,
        "source": f"{source.kind} {source.id}" if source else None,
    }
