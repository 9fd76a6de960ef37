"""The signed decision, and whether it still holds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.content import sha256_of
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from enrollment.domain.assessment_records import AtomChange, changes_since
from enrollment.domain.eligibility import Assessment
from enrollment.models import EligibilityDecision, Enrollment
from enrollment.selectors.assessments import assessment_of


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
        is_intact=not decision.signature.is_void(content_sha256=sha256_of(signed(decision))),
    )


def signed(decision: EligibilityDecision) -> dict[str, Any]:
    """Exactly what the signature is bound to."""
    return {
        "participant": decision.participant.code,
        "protocol": decision.protocol_version.sha256,
        "verdict": decision.verdict,
        "atoms": decision.assessment,
    }
