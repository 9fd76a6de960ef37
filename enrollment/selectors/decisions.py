"""The signed decision, and whether it still holds."""

from dataclasses import dataclass
from datetime import date

from audit.domain.signing import Content
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from enrollment.domain.assessment_records import AtomChange, as_stored, changes_since
from enrollment.domain.eligibility import Assessment
from enrollment.models import EligibilityDecision, Enrollment
from enrollment.selectors.assessments import assessment_of, governing_version
from trials.models import ProtocolVersion


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A decision and what differs now from what was signed."""

    decision: EligibilityDecision
    changes: tuple[AtomChange, ...]
    is_intact: bool

    @property
    def is_void(self) -> bool:
        return bool(self.changes) or not self.is_intact

    @property
    def changed_ids(self) -> str:
        return ", ".join(change.criterion_id for change in self.changes)


def latest_decision(participant: Participant) -> EligibilityDecision | None:
    return (
        participant.eligibility_decisions.select_related(
            "signature", "decided_by", "protocol_version", "participant"
        )
        .order_by("decided_at", "pk")
        .last()
    )


def judged_day(participant: Participant, *, today: date) -> date:
    """Today; once enrolled, the day of enrollment. A screen failure stays judged as on the day it
    was signed until something recorded changes, or it would change by its scan growing old."""
    enrolled = Enrollment.objects.filter(participant=participant).first()
    if enrolled is not None:
        return enrolled.enrolled_date
    decision = latest_decision(participant)
    if decision is None or decision.verdict != EligibilityDecision.Verdict.INELIGIBLE:
        return today
    day = day_at(participant.activation, decision.decided_at)
    return day if holds(decision, assessment_of(participant, on=day)) else today


def holds(decision: EligibilityDecision, now: Assessment) -> bool:
    return not standing_against(decision, now).is_void


def standing_against(decision: EligibilityDecision, now: Assessment) -> Standing:
    return Standing(
        decision=decision,
        changes=tuple(changes_since(decision.assessment, now)),
        is_intact=not decision.signature.is_void(content_sha256=content_of(decision).sha256),
    )


def unsigned(
    participant: Participant, assessment: Assessment, version: ProtocolVersion
) -> EligibilityDecision:
    """The decision as it would be signed."""
    return EligibilityDecision(
        activation=participant.activation,
        participant=participant,
        protocol_version=version,
        verdict=assessment.verdict.value,
        assessment=as_stored(assessment),
    )


def to_sign(participant: Participant, *, on: date) -> Content:
    """What a signature given on this day would be bound to."""
    assessment = assessment_of(participant, on=judged_day(participant, today=on))
    return content_of(unsigned(participant, assessment, governing_version(participant, on=on)))


def content_of(decision: EligibilityDecision) -> Content:
    """Exactly what the signature is bound to."""
    value = {
        "participant": decision.participant.code,
        "protocol": decision.protocol_version.sha256,
        "verdict": decision.verdict,
        "atoms": decision.assessment,
    }
    return Content(value=value, parts={atom["id"]: atom for atom in decision.assessment})
