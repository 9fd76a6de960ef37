"""What concealed predictions said, once they are open to the sites."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from casebook.models import Lock, Participant
from inference.models import Commitment, OpenedPrediction
from trials.models import Trial


def opened_of(participant: Participant) -> list[OpenedPrediction]:
    """In the order they were computed."""
    found = OpenedPrediction.objects.filter(participant=participant)
    return list(found.select_related("release__predictor", "lock").order_by("computed_at", "pk"))


def to_open(trials: Iterable[Trial]) -> list[int]:
    """Participants of whom something sealed is not open to the sites yet, and a lock opens it."""
    locked = Lock.objects.filter(participant=OuterRef("participant"))
    opens = Exists(locked.filter(kind=Lock.Kind.DATABASE)) | Exists(
        locked.filter(kind=OuterRef("sites_by"))
    )
    opened = OpenedPrediction.objects.filter(sealed=OuterRef("sealed"))
    found = Commitment.objects.filter(opens, ~Exists(opened), activation__trial__in=trials)
    return sorted(set(found.values_list("participant_id", flat=True)))
