from casebook.models import Participant
from inference.models import PredictionAttempt


def attempts_of(participant: Participant) -> list[PredictionAttempt]:
    """All of them, in the order they were asked for."""
    found = PredictionAttempt.objects.filter(participant=participant)
    return list(
        found.select_related(
            "release__predictor", "job", "entered_by", "protocol_version__trial"
        ).order_by("pk")
    )
