"""Close entering data for a form, a participant, a site or the trial; unlocking takes two."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.acts import Refusal, act
from casebook.actions.closings import close_due
from casebook.domain.data_locks import (
    SECOND_PERSON,
    STATE_LABELS,
    LockState,
    Scope,
    Step,
    after,
    first_state,
    right_to,
    right_to_lock,
)
from casebook.models import DataLock, FormRecord, Participant
from casebook.selectors.calendar import day_at
from casebook.selectors.data_locks import unfinished, unsettled
from casebook.selectors.database_locks import database_lock_of
from casebook.site_keys import take_key
from trials.models import SiteActivation
from trials.permissions import check_may


class UnableToClose(Refusal):
    """The data were not locked."""


class UnableToUnlock(Refusal):
    """The lock stays as it is."""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What is to be locked: the narrowest thing named, at these sites."""

    activations: tuple[SiteActivation, ...]
    scope: Scope
    participant: Participant | None = None
    record: FormRecord | None = None

    @property
    def forms(self) -> Q:
        """The form records it closes."""
        if self.record is not None:
            return Q(pk=self.record.pk)
        if self.participant is not None:
            return Q(participant=self.participant)
        return Q(activation__in=self.activations)


@act
def lock(*, closing: Closing, by: User, at: datetime) -> list[DataLock]:
    """One lock for each site; the whole trial waits for a second person."""
    for activation in closing.activations:
        today = day_at(activation, at)
        check_may(by, right_to_lock(closing.scope), activation=activation, on=today)
        take_key(activation)
    check_not_locked(closing)
    check_finished(closing)
    made = [
        DataLock.objects.create(
            activation=activation,
            scope=closing.scope,
            participant=closing.participant,
            record=closing.record,
            state=first_state(closing.scope),
            locked_by=by,
            locked_at=at,
        )
        for activation in closing.activations
    ]
    if closing.participant is not None:
        # Of a whole site there may be thousands: a sweep does it.
        close_due(participant=closing.participant, by=by, at=at)
    return made


def check_not_locked(closing: Closing) -> None:
    found = DataLock.objects.filter(
        activation__in=closing.activations,
        scope=closing.scope,
        participant=closing.participant,
        record=closing.record,
    ).exclude(state=LockState.RELEASED)
    standing = found.select_related("locked_by").first()
    if standing is not None:
        raise UnableToClose(
            _("%(what)s has a lock already, by %(name)s on %(day)s.")
            % {
                "what": standing,
                "name": standing.locked_by,
                "day": f"{standing.locked_at:%Y-%m-%d}",
            }
        )


def check_finished(closing: Closing) -> None:
    """What is locked is whole and settled."""
    ways = in_the_way(closing)
    if ways:
        raise UnableToClose(
            _("It cannot be locked yet: %(ways)s. Settle them first.") % {"ways": ", ".join(ways)}
        )


def in_the_way(closing: Closing) -> list[str]:
    whole = closing.record is None
    begun, waiting = unfinished(closing.forms), unsettled(closing.forms, whole=whole)
    ways = []
    if begun:
        ways.append(ngettext("%(n)s form is incomplete", "%(n)s forms are incomplete", begun))
    if waiting:
        ways.append(ngettext("%(n)s query is not closed", "%(n)s queries are not closed", waiting))
    return [
        way % {"n": number}
        for way, number in zip(ways, filter(None, (begun, waiting)), strict=True)
    ]


@act
def confirm(*, row: DataLock, by: User, at: datetime) -> DataLock:
    """The second person closes the whole trial."""
    found = stepped(row, Step.CONFIRM, by=by, at=at)
    for one in found:
        take_key(one.activation)
        one.confirmed_by, one.confirmed_at = by, at
    return kept(found)


@act
def ask_unlock(*, row: DataLock, reason: str, by: User, at: datetime) -> DataLock:
    """Until a second person approves, the lock stays in effect."""
    if not reason.strip():
        raise UnableToUnlock(_("Say why it has to be unlocked."))
    found = stepped(row, Step.ASK_UNLOCK, by=by, at=at)
    for one in found:
        one.asked_by, one.asked_at, one.unlock_reason = by, at, reason.strip()[:500]
        one.settled_by, one.settled_at = None, None
    return kept(found)


@act
def approve(*, row: DataLock, by: User, at: datetime) -> DataLock:
    """Entering is open again, from this moment."""
    return decided(row, Step.APPROVE, by=by, at=at)


@act
def decline(*, row: DataLock, by: User, at: datetime) -> DataLock:
    """The lock goes on, or a proposed one does not come about."""
    return decided(row, Step.DECLINE, by=by, at=at)


def decided(row: DataLock, step: Step, *, by: User, at: datetime) -> DataLock:
    found = stepped(row, step, by=by, at=at)
    for one in found:
        one.settled_by, one.settled_at = by, at
    return kept(found)


def kept(found: list[DataLock]) -> DataLock:
    for one in found:
        one.save()
    return found[0]


def check_database_open(row: DataLock, step: Step) -> None:
    """What two people signed to be final does not change under them."""
    if step not in {Step.ASK_UNLOCK, Step.APPROVE}:
        return
    lock = database_lock_of(row.activation.trial)
    if lock is not None:
        raise UnableToUnlock(
            _(
                "The database of this trial is locked since %(day)s. Have it unlocked first, on "
                "the page Database lock."
            )
            % {"day": f"{lock.confirmed_at:%Y-%m-%d}"}
        )


def stepped(row: DataLock, step: Step, *, by: User, at: datetime) -> list[DataLock]:
    """The rows of this lock in their next state, not saved yet; the whole trial has several."""
    found = together(row)
    for one in found:
        today = day_at(one.activation, at)
        check_may(by, right_to(step, Scope(one.scope)), activation=one.activation, on=today)
        then = after(one.current, step)
        if then is None:
            raise UnableToUnlock(
                _("This lock is in another state by now: %(state)s. Look at it again.")
                % {"state": _(STATE_LABELS[one.current])}
            )
        check_second(one, step, by)
        check_database_open(one, step)
        one.state = then
    return found


def together(row: DataLock) -> list[DataLock]:
    rows = DataLock.objects.select_for_update(of=("self",)).select_related(
        "activation__site", "activation__trial"
    )
    if row.scope != Scope.TRIAL:
        return list(rows.filter(pk=row.pk))
    whole = rows.filter(
        activation__trial=row.activation.trial, scope=Scope.TRIAL, locked_at=row.locked_at
    )
    return list(whole.order_by("pk"))


def check_second(row: DataLock, step: Step, by: User) -> None:
    first = row.locked_by_id if row.current is LockState.PROPOSED else row.asked_by_id
    if step in SECOND_PERSON and first == by.pk:
        raise UnableToUnlock(_("You asked for this yourself. Somebody else has to decide on it."))
