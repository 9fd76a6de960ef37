"""What may be known of sealed predictions, and which of them stand revealed."""

from casebook.models import Participant
from casebook.selectors.consents import latest_consent
from inference.models import Commitment, PredictorRelease, Reveal, SealedPrediction
from trials.domain.protocol.disclosure import Disclosure
from trials.selectors.protocols import protocol_of

KNOWN = (
    "activation_id",
    "participant_id",
    "release_id",
    "input_sha256",
    "run_id",
    "computed_at",
    "commitment",
    "log_entry_id",
)


def disclosure_of(participant: Participant, release: PredictorRelease) -> Disclosure | None:
    """As the version says that the participant agreed to."""
    consent = latest_consent(participant)
    if consent is None:
        return None
    return protocol_of(consent.protocol_version).disclosure.get(release.predictor.slug)


def unopened(commitment: Commitment) -> SealedPrediction:
    """The sealed row as far as it may be known; asking it for its text asks the database."""
    names = [field.attname for field in SealedPrediction._meta.concrete_fields]
    known = {"id": commitment.sealed_id, **{name: getattr(commitment, name) for name in KNOWN}}
    found = [name for name in names if name in known]
    return SealedPrediction.from_db("default", found, [known[name] for name in found])


def sealed_rows(participant: Participant) -> list[SealedPrediction]:
    """Each without its text, whether or not it is revealed."""
    return [unopened(one) for one in Commitment.objects.filter(participant=participant)]


def revealed_to(participant: Participant) -> list[SealedPrediction]:
    """Those that analysis may open."""
    return list(
        SealedPrediction.objects.filter(participant=participant)
        .select_related("release__predictor", "log_entry")
        .order_by("log_entry__index")
    )


def is_late(reveal: Reveal) -> bool:
    """Sealed when the strategy was locked already: listed, and left out of every contrast."""
    commitment = Commitment.objects.select_related("log_entry").get(sealed_id=reveal.sealed_id)
    return commitment.log_entry.noted_at >= reveal.locked_at
