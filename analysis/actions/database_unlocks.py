"""Unlock a database: one person asks, says why and signs, another decides and signs. What opened
stays open."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import sign
from audit.acts import Refusal, act
from audit.domain.signing import Signing
from audit.models import Signature
from casebook.models import DatabaseLock
from casebook.selectors.database_locks import unlock_content
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial

MEANING = str(Signature.Meaning.UNLOCKING)


class UnableToUnlockDatabase(Refusal):
    """The database stays locked."""


@act
def ask(
    *, lock: DatabaseLock, reason: str, signing: Signing, by: User, at: datetime
) -> DatabaseLock:
    """Until a second person approves, it stays locked."""
    row = standing(lock, by=by, at=at)
    if not reason.strip():
        raise UnableToUnlockDatabase(_("Say what has to be corrected, and why it cannot stay."))
    if row.unlock_asked_by is not None:
        raise UnableToUnlockDatabase(
            _("%(name)s has asked for it already. Another person decides.")
            % {"name": row.unlock_asked_by}
        )
    content = unlock_content(row)
    row.unlock_request = sign(content=content, meaning=MEANING, signing=signing, by=by, at=at)
    row.unlock_reason = reason.strip()[:500]
    row.unlock_asked_by, row.unlock_asked_at = by, at
    row.save()
    return row


@act
def approve(*, lock: DatabaseLock, signing: Signing, by: User, at: datetime) -> DatabaseLock:
    """The second person: unlocked from now on. Entry stays closed by its own lock."""
    row = asked_by_another(lock, by=by, at=at)
    content = unlock_content(row, reason=row.unlock_reason)
    row.unlock_approval = sign(content=content, meaning=MEANING, signing=signing, by=by, at=at)
    row.released_by, row.released_at = by, at
    row.save()
    return row


@act
def decline(*, lock: DatabaseLock, by: User, at: datetime) -> DatabaseLock:
    """It stays locked; what was asked and signed stands in the history."""
    row = asked_by_another(lock, by=by, at=at)
    row.unlock_asked_by, row.unlock_asked_at, row.unlock_reason = None, None, ""
    row.unlock_request = None
    row.save()
    return row


def asked_by_another(lock: DatabaseLock, *, by: User, at: datetime) -> DatabaseLock:
    row = standing(lock, by=by, at=at)
    if row.unlock_asked_by is None:
        raise UnableToUnlockDatabase(_("Nobody has asked to unlock the database."))
    if row.unlock_asked_by_id == by.pk:
        raise UnableToUnlockDatabase(_("You asked for it yourself. Another person decides."))
    return row


def standing(lock: DatabaseLock, *, by: User, at: datetime) -> DatabaseLock:
    check_may_in_trial(by, Right.LOCK_DATABASE, trial=lock.trial, on=at.date())
    found = DatabaseLock.objects.select_for_update(of=("self",)).standing().filter(pk=lock.pk)
    row: DatabaseLock | None = found.select_related("trial", "unlock_asked_by").first()
    if row is None:
        raise UnableToUnlockDatabase(_("The database is not locked any more. Look at it again."))
    return row
