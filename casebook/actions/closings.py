"""A response or an outcome is locked: the forms the protocol names for it are signed and locked,
and for an outcome everything of the participant is. Predictions open on the strength of it."""

from collections.abc import Sequence
from datetime import datetime

from audit.acts import Actor, act
from audit.content import sha256_of
from audit.submissions import wait_for
from casebook import locking
from casebook.models import DataLock, FormRecord, Lock, Participant
from casebook.selectors.consents import latest_consent
from casebook.selectors.data_locks import lock_over
from casebook.selectors.form_signatures import signature_on
from trials.domain.protocol.disclosure import Moment
from trials.selectors.protocols import protocol_of

KINDS = {Moment.RESPONSE_LOCKED: Lock.Kind.RESPONSE, Moment.OUTCOME_LOCKED: Lock.Kind.OUTCOME}


@act
def close_due(*, participant: Participant, by: Actor, at: datetime) -> list[Lock]:
    """Note what is locked by now; done again, it notes nothing twice. A later unlock of the data
    takes back no lock noted here: what it opened has been seen."""
    moments = moments_of(participant)
    if moments:
        wait_for(f"casebook.close {participant.pk}")
    return [
        made
        for moment, forms in moments.items()
        if not participant.locks.filter(kind=KINDS[moment]).exists()
        for made in closed(participant, moment, forms, by=by, at=at)
    ]


def moments_of(participant: Participant) -> dict[Moment, tuple[str, ...]]:
    """Each moment that comes about with forms, and those forms."""
    consent = latest_consent(participant)
    if consent is None:
        return {}
    rules = protocol_of(consent.protocol_version).disclosure.values()
    return {moment: rule.closed_by for rule in rules for moment in rule.by_forms}


def closed(
    participant: Participant, moment: Moment, forms: Sequence[str], *, by: Actor, at: datetime
) -> list[Lock]:
    """One lock for each record of these forms, or none while one is open or not signed."""
    found = FormRecord.objects.filter(participant=participant, form_id__in=forms)
    records = list(found.select_related("participant", "protocol_version__trial").order_by("pk"))
    made = [noted(record, moment) for record in records]
    if {record.form_id for record in records} != set(forms) or None in made:
        return []
    kept = [one for one in made if one is not None]
    for one in kept:
        one.save(force_insert=True)
    for one in kept:
        locking.follow(one, by=by, at=at)
    return kept


def noted(record: FormRecord, moment: Moment) -> Lock | None:
    """By whoever locked the data, under the signature of whoever signed the form."""
    lock, signed = lock_on(record, moment), signature_on(record)
    if lock is None or signed is None or signed.is_void:
        return None
    kind = KINDS[moment]
    return Lock(
        activation_id=record.activation_id,
        participant_id=record.participant_id,
        kind=kind,
        record_kind=f"casebook.formrecord.{kind}",
        record_id=str(record.pk),
        record_sha256=sha256_of(record.as_values()),
        signature=signed.signature,
        locked_by=lock.confirmed_by or lock.locked_by,
    )


def lock_on(record: FormRecord, moment: Moment) -> DataLock | None:
    """What an outcome rests on stands in other records as well, so the form alone is too little."""
    is_outcome = moment is Moment.OUTCOME_LOCKED
    return lock_over(record.participant, None if is_outcome else record)
