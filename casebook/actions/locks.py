"""Close a record for good: signed, with the hash of what it says, at the database's own time."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import sign
from audit.acts import Refusal, act
from audit.content import sha256_of
from audit.domain.signing import Signing
from audit.models import Signature
from casebook import locking
from casebook.models import DatabaseLock, Lock, Participant, Record
from casebook.selectors.locks import content_of

DATABASE = "casebook.databaselock"


class UnableToLock(Refusal):
    """The record was not locked."""


@act
def lock(
    *, record: Record, kind: str, record_kind: str, signing: Signing, by: User, at: datetime
) -> Lock:
    """Part of an act of the record's owner, who has asked whether this person may lock it."""
    row = type(record).objects.select_for_update().get(pk=record.pk)
    if row.status == Record.Status.LOCKED:
        raise UnableToLock(_("%(record)s is locked already.") % {"record": row})
    if row.version != record.version:
        raise UnableToLock(
            _("%(record)s was changed meanwhile. Look at it again before you lock it.")
            % {"record": row}
        )
    meaning = str(Signature.Meaning.LOCK)
    signature = sign(
        content=content_of(row, kind, record_kind), meaning=meaning, signing=signing, by=by, at=at
    )
    row.status = Record.Status.LOCKED
    row.save(update_fields=["status"])
    record.status = row.status
    made = Lock.objects.create(
        activation=row.activation,
        participant=row.participant,
        kind=kind,
        record_kind=record_kind,
        record_id=str(row.pk),
        record_sha256=sha256_of(row.as_values()),
        signature=signature,
        locked_by=by,
    )
    locking.follow(made, by=by, at=at)
    return made


@act
def lock_participants(*, lock: DatabaseLock, by: User, at: datetime) -> int:
    """With the database each participant is locked, by the second signature; what opens at database
    lock points to theirs. Part of the act that confirms the lock."""
    signature = lock.confirmation
    if signature is None:
        raise UnableToLock(_("A second person has to sign the database lock first."))
    rows = Participant.objects.filter(activation__trial=lock.trial).order_by("pk")
    made = [
        Lock(
            activation_id=activation,
            participant_id=participant,
            kind=Lock.Kind.DATABASE,
            record_kind=DATABASE,
            record_id=f"{lock.pk}.{participant}",
            record_sha256=signature.content_sha256,
            signature=signature,
            locked_by=by,
        )
        for participant, activation in rows.values_list("pk", "activation_id")
    ]
    Lock.objects.bulk_create(made, batch_size=1000)
    return len(made)
