"""What open predictions say of a participant."""

from casebook.actions.facts import FactSource, NewFact
from casebook.models import Participant
from casebook.sources import Said
from inference.models import Prediction
from inference.selectors.predictions import counting
from trials.domain.partial_dates import PartialDate


def facts_of_predictions(participant: Participant) -> Said:
    """One fact per predictor, from the run that counts; every other run says nothing."""
    predictions = list(
        Prediction.objects.filter(participant=participant)
        .select_related("release__predictor")
        .order_by("pk")
    )
    counted = {prediction.pk for prediction in counting(predictions)}
    for prediction in predictions:
        source = FactSource(
            kind="prediction", id=str(prediction.pk), content=prediction.as_values()
        )
        yield source, [fact_of(prediction)] if prediction.pk in counted else []


def fact_of(prediction: Prediction) -> NewFact:
    return NewFact(
        name=prediction.release.predictor.fact,
        value=prediction.score.normalize(),
        date=PartialDate.of(prediction.imaging_date),
    )
