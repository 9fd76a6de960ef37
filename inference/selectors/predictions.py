"""Which of several runs counts."""

from collections.abc import Iterable

from casebook.models import Participant
from inference.models import Prediction, PredictorRelease
from trials.models import Trial


def counting(predictions: Iterable[Prediction]) -> list[Prediction]:
    """For each predictor the first run, or the last one that replaced it for a named reason.

    A run repeated until it passes the threshold would select patients by luck.
    """
    by_predictor: dict[int, Prediction] = {}
    for prediction in predictions:
        predictor = prediction.release.predictor_id
        if predictor not in by_predictor or prediction.replaces:
            by_predictor[predictor] = prediction
    return list(by_predictor.values())


def predictions_of(participant: Participant) -> list[Prediction]:
    """All runs in the order they were recorded; each is shown, not only the one that counts."""
    found = Prediction.objects.filter(participant=participant)
    return list(found.select_related("release__predictor", "entered_by").order_by("pk"))


def releases_for(trial: Trial) -> list[PredictorRelease]:
    """Those approved and computed elsewhere, whose scores may be recorded; newest first.

    The score of a release that runs here is never typed.
    """
    found = PredictorRelease.objects.filter(
        predictor__trial=trial,
        manifest_sha256=None,
        approved_at__isnull=False,
        retired_at=None,
    )
    return list(found.select_related("predictor").order_by("predictor__slug", "-pk"))
