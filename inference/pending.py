"""Predictions that were asked for and have no result. What a result says is never read here."""

from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef

from casebook.models import Participant
from casebook.pending import Pending, Waits
from inference.models import PredictionAttempt

State, Outcome = PredictionAttempt.State, PredictionAttempt.Outcome
WAITS = {
    State.WAITING: Waits.RUNNING,
    State.RUNNING: Waits.RUNNING,
    State.FAILED: Waits.FAILED,
    State.NOT_EVALUABLE: Waits.LACKS_INPUT,
}


def predictions_at(activations: Collection[int]) -> Iterator[Pending]:
    """The latest try of each participant and release, unless it has run or somebody stopped it.
    Archived records are run by the thousand: those who run them look at the runs."""
    later = PredictionAttempt.objects.filter(
        participant=OuterRef("participant"), release=OuterRef("release"), pk__gt=OuterRef("pk")
    )
    waiting = PredictionAttempt.objects.filter(
        ~Exists(later),
        activation__in=activations,
        participant__origin=Participant.Origin.PROSPECTIVE,
        release__retired_at=None,
    ).exclude(outcome=Outcome.DONE)
    for one in waiting.select_related("participant", "release__predictor", "job"):
        if one.state in WAITS:
            yield Pending(
                id=str(one.pk),
                participant=one.participant.code,
                activation_id=one.activation_id,
                name=str(one.release),
                waits=WAITS[one.state],
                since=one.entered_at,
            )
