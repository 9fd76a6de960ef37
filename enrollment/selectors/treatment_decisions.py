"""The treatment decision of a participant, and what locking it would sign."""

from copy import copy

from audit.domain.signing import Content
from casebook.models import Lock, Participant
from casebook.selectors.locks import content_of
from enrollment.domain.strategies import StrategyReceived
from enrollment.models import TreatmentDecision

KIND = "treatment_decision"


def decision_of(participant: Participant) -> TreatmentDecision | None:
    found = TreatmentDecision.objects.filter(participant=participant)
    return found.select_related("participant", "entered_by", "protocol_version__trial").first()


def as_locked(decision: TreatmentDecision, said: StrategyReceived) -> TreatmentDecision:
    """The record as it will read once what was received is locked."""
    row = copy(decision)
    row.landmark_date = said.landmark
    row.received = said.code or ""
    row.not_assessable = said.not_assessable or ""
    row.version += 1
    return row


def content_to_lock(decision: TreatmentDecision, said: StrategyReceived) -> Content:
    return content_of(as_locked(decision, said), str(Lock.Kind.DECISION), KIND)
