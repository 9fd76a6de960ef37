"""Another reading of an ambiguity: an investigator proposes it, the sponsor approves it, signed.

Nothing is rewritten. Whoever is not enrolled is judged anew, since verdicts are worked out when
they are looked at; whoever is enrolled keeps the readings of that day.
"""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import sign
from audit.acts import Refusal, act
from audit.domain.signing import Signing
from audit.models import Signature
from casebook.models import DatabaseLock, Lock
from casebook.selectors.database_locks import database_lock_of
from trials.domain.protocol.ambiguities import Ambiguity
from trials.domain.protocol.readings import decided_by_reading
from trials.domain.rights import Right
from trials.models import ReadingChange, Trial
from trials.permissions import NotPermitted, check_may_in_trial, may_in_trial, refusal_text
from trials.selectors.readings import content_of, latest_as_read
from trials.wording import worded


class UnableToChangeReading(Refusal):
    """The reading was not proposed, approved or declined."""


@act
def propose_reading(
    *, trial: Trial, ambiguity: str, reading: str, reason: str, by: User, at: datetime
) -> ReadingChange:
    check_may_in_trial(by, Right.PROPOSE_READING, trial=trial, on=at.date())
    check_not_unblinded(trial)
    found = ambiguity_to_change(trial, ambiguity)
    check_another(found, reading)
    if not reason.strip():
        raise UnableToChangeReading(_("Say why. The sponsor reads it before approving."))
    # Two who propose at once queue here; the second is told.
    Trial.objects.select_for_update(no_key=True).get(pk=trial.pk)
    check_nothing_waits(trial, ambiguity)
    return ReadingChange.objects.create(
        trial=trial,
        ambiguity=ambiguity,
        before=found.chosen,
        reading=reading,
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=at,
    )


@act
def approve_reading(
    *, change: ReadingChange, signing: Signing, by: User, at: datetime
) -> ReadingChange:
    """From this instant on the reading counts for whoever is not enrolled."""
    check_may_in_trial(by, Right.APPROVE_READING, trial=change.trial, on=at.date())
    row = waiting(change)
    if row.proposed_by_id == by.pk:
        raise UnableToChangeReading(
            _("You proposed this reading yourself. Another person approves it.")
        )
    check_not_unblinded(row.trial)
    check_still_before(row)
    content, meaning = content_of(row), str(Signature.Meaning.READING)
    row.approval = sign(content=content, meaning=meaning, signing=signing, by=by, at=at)
    row.approved_by, row.approved_at = by, at
    row.save()
    return row


@act
def decline_reading(*, change: ReadingChange, reason: str, by: User, at: datetime) -> ReadingChange:
    """By who may approve, or by who proposed it and thinks better of it."""
    approves = may_in_trial(by, Right.APPROVE_READING, trial=change.trial, on=at.date())
    if not approves and change.proposed_by_id != by.pk:
        raise NotPermitted(refusal_text(Right.APPROVE_READING))
    row = waiting(change)
    if not reason.strip():
        raise UnableToChangeReading(_("Say why the proposal is declined."))
    row.declined_by, row.declined_at, row.declined_reason = by, at, reason.strip()
    row.save()
    return row


def waiting(change: ReadingChange) -> ReadingChange:
    """The proposal, held until this act ends; somebody may have decided it meanwhile."""
    found = ReadingChange.objects.select_for_update(of=("self",))
    row: ReadingChange = found.select_related("trial", "proposed_by").get(pk=change.pk)
    if not row.is_waiting:
        raise UnableToChangeReading(_("This proposal is decided already. Look at it again."))
    return row


def ambiguity_to_change(trial: Trial, ambiguity: str) -> Ambiguity:
    protocol = latest_as_read(trial)
    found = next((one for one in protocol.ambiguities if one.id == ambiguity), None)
    if found is None:
        known = ", ".join(one.id for one in protocol.ambiguities)
        raise UnableToChangeReading(
            _("The protocol has no ambiguity “%(name)s”. It has: %(known)s.")
            % {"name": ambiguity, "known": known}
        )
    if found.id not in decided_by_reading(protocol):
        raise UnableToChangeReading(
            _(
                "Nothing is computed by the chosen reading of “%(title)s”: what the protocol does "
                "here stands in its text. Adopt an amended version to change it."
            )
            % {"title": worded(found.title)}
        )
    return found


def check_another(ambiguity: Ambiguity, reading: str) -> None:
    others = [name for name in ambiguity.readings if name != ambiguity.chosen]
    if reading not in others:
        raise UnableToChangeReading(
            _("Choose a reading that does not count yet: %(known)s.")
            % {"known": "; ".join(worded(ambiguity.readings[name]) for name in others)}
        )


def check_nothing_waits(trial: Trial, ambiguity: str) -> None:
    first = ReadingChange.objects.waiting().filter(trial=trial, ambiguity=ambiguity).first()
    if first is not None:
        raise UnableToChangeReading(
            _("%(name)s proposed another reading on %(day)s. It is decided first.")
            % {"name": first.proposed_by, "day": first.proposed_at.date()}
        )


def check_still_before(change: ReadingChange) -> None:
    """An amendment may have come between."""
    found = ambiguity_to_change(change.trial, change.ambiguity)
    if found.chosen != change.before:
        raise UnableToChangeReading(
            _("Another reading counts now than when this was proposed. Decline it; propose anew.")
        )


def check_not_unblinded(trial: Trial) -> None:
    """Whoever chooses a reading must not have seen what the choice does to the result."""
    first = Lock.objects.filter(activation__trial=trial, kind=Lock.Kind.DATABASE).first()
    whole = database_lock_of(trial)
    if whole is not None or first is not None:
        raise UnableToChangeReading(
            _("The database was locked on %(day)s. No reading is changed once data are unblinded.")
            % {"day": locked_on(whole, first)}
        )


def locked_on(whole: DatabaseLock | None, first: Lock | None) -> date | None:
    at = whole.confirmed_at if whole is not None else first.locked_at if first else None
    return at.date() if at else None
