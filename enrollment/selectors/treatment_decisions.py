"""The treatment decision of a participant."""

from casebook.models import Participant
from enrollment.models import TreatmentDecision

KIND = "treatment_decision"


def decision_of(participant: Participant) -> TreatmentDecision | None:
    found = TreatmentDecision.objects.filter(participant=participant)
    return found.select_related("participant", "entered_by", "protocol_version__trial").first()
