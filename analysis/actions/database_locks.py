"""Declare the data of a trial final: one person signs, another confirms. Outcomes by arm open."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from analysis.selectors.open_items import counts_of, open_items, sites_still_open
from audit.actions import sign
from audit.acts import Refusal, act
from audit.domain.signing import Signing
from audit.models import Signature
from audit.submissions import wait_for
from casebook.actions.locks import lock_participants
from casebook.models import DatabaseLock
from casebook.selectors.database_locks import content_of
from inference.actions.openings import OPEN
from jobs import actions as jobs
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial
from trials.permissions import check_may_in_trial

MEANING = str(Signature.Meaning.DATABASE)


class UnableToLockDatabase(Refusal):
    """The database stays as it was."""


@act
def propose(*, trial: Trial, reason: str, signing: Signing, by: User, at: datetime) -> DatabaseLock:
    """The first of two: what is still open is listed, and signed to stay so."""
    check_may_in_trial(by, Right.LOCK_DATABASE, trial=trial, on=at.date())
    if not reason.strip():
        raise UnableToLockDatabase(_("Say why the data are final, and why what is open may stay."))
    wait_for(f"analysis.database_lock {trial.pk}")
    standing = DatabaseLock.objects.filter(trial=trial, canceled_at=None, released_at=None).first()
    if standing is not None:
        raise UnableToLockDatabase(
            _("%(name)s has locked the database or asked for it, on %(day)s.")
            % {"name": standing.proposed_by, "day": standing.proposed_at.date()}
        )
    check_entry_closed(trial)
    found = counts_of(open_items(trial))
    signature = sign(
        content=content_of(trial, found), meaning=MEANING, signing=signing, by=by, at=at
    )
    return DatabaseLock.objects.create(
        trial=trial,
        reason=reason.strip(),
        open_items=found,
        proposed_by=by,
        proposed_at=at,
        proposal=signature,
    )


@act
def confirm(*, lock: DatabaseLock, signing: Signing, by: User, at: datetime) -> DatabaseLock:
    """The second person: from now on the database is locked."""
    check_may_in_trial(by, Right.LOCK_DATABASE, trial=lock.trial, on=at.date())
    row = waiting(lock)
    if row.proposed_by_id == by.pk:
        raise UnableToLockDatabase(_("You asked for the lock yourself. Another person confirms."))
    check_entry_closed(row.trial)
    found = counts_of(open_items(row.trial))
    if found != row.open_items:
        raise UnableToLockDatabase(
            _("What is open has changed since the lock was asked for. Cancel it; ask anew.")
        )
    row.confirmation = sign(
        content=content_of(row.trial, found), meaning=MEANING, signing=signing, by=by, at=at
    )
    row.confirmed_by, row.confirmed_at = by, at
    row.save()
    lock_participants(lock=row, by=by, at=at)
    ask_to_open(row, by=by, at=at)
    return row


def ask_to_open(lock: DatabaseLock, *, by: User, at: datetime) -> None:
    """A worker opens what the protocol opens at this lock: it has the keys."""
    sites = SiteActivation.objects.filter(trial=lock.trial).values_list("pk", flat=True)
    jobs.submit(
        kind=OPEN,
        key=f"{OPEN}:{lock.pk}",
        payload={"lock_id": lock.pk},
        by=by,
        at=at,
        activations=list(sites),
    )


@act
def cancel(*, lock: DatabaseLock, by: User, at: datetime) -> DatabaseLock:
    """Before the second signature only."""
    check_may_in_trial(by, Right.LOCK_DATABASE, trial=lock.trial, on=at.date())
    row = waiting(lock)
    row.canceled_by, row.canceled_at = by, at
    row.save()
    return row


def check_entry_closed(trial: Trial) -> None:
    """Data that can still be entered are not final."""
    sites = sites_still_open(trial)
    if sites:
        raise UnableToLockDatabase(
            _(
                "Data can still be entered at: %(sites)s. Lock the data of the whole trial first, "
                "on the page Locks."
            )
            % {"sites": ", ".join(sites)}
        )


def waiting(lock: DatabaseLock) -> DatabaseLock:
    found = DatabaseLock.objects.select_for_update(of=("self",)).select_related("trial")
    row: DatabaseLock = found.get(pk=lock.pk)
    if row.confirmed_at is not None or row.canceled_at is not None:
        raise UnableToLockDatabase(_("This is decided already. Look at it again."))
    return row
