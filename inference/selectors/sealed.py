"""What may be known of sealed predictions, and which of them stand revealed."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q

from casebook.models import DataLock, Lock, Participant
from casebook.selectors.consents import latest_consent
from inference.models import Commitment, PredictorRelease, Reveal, SealedPrediction
from trials.domain.protocol.disclosure import Disclosure, Moment
from trials.models import Trial
from trials.selectors.protocols import protocol_of

# What has to be locked before analysis may see a prediction; a response is noted as locked with the
# decision, since the protocol names the forms of both. The moment it is made has no lock of a
# person: the commitment says that it waits for none.
NEEDED: Mapping[Moment, frozenset[str]] = {
    Moment.STRATEGY_LOCKED: frozenset({str(Lock.Kind.DECISION)}),
    Moment.RESPONSE_LOCKED: frozenset({str(Lock.Kind.RESPONSE)}),
    Moment.OUTCOME_LOCKED: frozenset({str(Lock.Kind.OUTCOME)}),
    Moment.DATABASE_LOCK: frozenset({str(Lock.Kind.DATABASE)}),
}

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


def opens_at_once(disclosure: Disclosure | None) -> bool:
    return disclosure is not None and disclosure.open_to_analysis is Moment.PREDICTION


def opens_to_sites_by(disclosure: Disclosure | None) -> str:
    by_outcome = disclosure is not None and disclosure.open_to_sites is Moment.OUTCOME_LOCKED
    return str(Lock.Kind.OUTCOME if by_outcome else Lock.Kind.DATABASE)


def needed_for(participant: Participant, release: PredictorRelease) -> frozenset[str]:
    """The kinds of lock that open it together; none of them for what is never opened so."""
    disclosure = disclosure_of(participant, release)
    return NEEDED.get(disclosure.open_to_analysis, frozenset()) if disclosure else frozenset()


def overdue(trials: Iterable[Trial]) -> list[Commitment]:
    """Sealed, all that was waited for is locked or nothing is, and yet not revealed."""
    revealed = Reveal.objects.values("sealed_id")
    sealed = Commitment.objects.filter(
        Q(at_once=True) | Q(participant__locks__isnull=False), activation__trial__in=trials
    )
    rows = (
        sealed.exclude(sealed_id__in=revealed)
        .distinct()
        .select_related("participant", "release__predictor")
    )
    return [row for row in rows if is_due(row)]


def behind_locked_data(trials: Iterable[Trial]) -> list[int]:
    """Participants of whom something is sealed and whose data may be locked: of these a response
    or an outcome may be locked by now."""
    locks = DataLock.objects.in_effect().filter(activation=OuterRef("activation"))
    noted = Lock.objects.filter(
        participant=OuterRef("participant"), kind__in=[Lock.Kind.RESPONSE, Lock.Kind.OUTCOME]
    )
    found = Commitment.objects.filter(Exists(locks), ~Exists(noted), activation__trial__in=trials)
    return sorted(set(found.values_list("participant_id", flat=True)))


def is_due(row: Commitment) -> bool:
    if row.at_once:
        return True
    locked = set(row.participant.locks.values_list("kind", flat=True))
    if Lock.Kind.DATABASE in locked:
        return True
    needed = needed_for(row.participant, row.release)
    return bool(needed) and needed <= locked


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
