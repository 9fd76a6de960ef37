"""May this be done now? Consent opens the casebook, withdrawal closes what comes after it."""

from datetime import date

from django.utils.translation import gettext as _

from audit.acts import Refusal
from casebook.models import Participant, Record, Visit, Withdrawal
from casebook.selectors.consents import withdrawal_date
from casebook.selectors.data_locks import lock_over
from casebook.selectors.facts import facts_of
from casebook.site_keys import share_key
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known


class ConsentMissing(Refusal):
    """Before consent nothing but the screening entry may be stored."""


class ParticipantWithdrew(Refusal):
    """The participant stopped follow-up; nothing after that day may be collected."""


class ParticipantDied(Refusal):
    """Nothing can have happened to the participant after that day."""


class RecordLocked(Refusal):
    """The record is locked; it changes only after an unlock."""


def check_has_consented(participant: Participant) -> None:
    if not has_consented(participant):
        raise ConsentMissing(
            _(
                "%(code)s has not given consent yet, so nothing more may be stored. "
                "Record the consent first."
            )
            % {"code": participant.code}
        )


def has_consented(participant: Participant) -> bool:
    return participant.consents.exists()


def check_not_withdrawn(participant: Participant, *, on: date) -> None:
    """`on` is the day something happened to the participant, not the day it is typed in."""
    stopped = withdrawal_date(participant, str(Withdrawal.Scope.FOLLOW_UP))
    if stopped is not None and on > stopped:
        raise ParticipantWithdrew(
            _(
                "%(code)s stopped follow-up on %(stopped)s; nothing of %(day)s may be collected. "
                "What happened up to that day may still be entered."
            )
            % {"code": participant.code, "stopped": stopped, "day": on}
        )


def check_visit_before_withdrawal(participant: Participant, visit: str, *, today: date) -> None:
    """A visit's form counts for the day of the visit; without one, for today."""
    if visit:
        check_not_withdrawn(participant, on=visit_day(participant, visit) or today)


def visit_day(participant: Participant, visit: str) -> date | None:
    """The day the visit took place, if one of that code did."""
    if not visit:
        return None
    done = Visit.objects.filter(participant=participant, visit=visit).first()
    return done.visit_date if done else None


def check_unlocked(record: Record) -> None:
    if record.status == Record.Status.LOCKED:
        raise RecordLocked(
            _("%(record)s is locked. Ask the data manager to unlock it.") % {"record": record}
        )
    check_data_open(record.participant, record)


def check_data_open(participant: Participant, record: Record | None = None) -> None:
    """No lock closes the form, the participant, the site or the trial, nor will any before what is
    entered now is kept."""
    share_key(participant.activation_id)
    lock = lock_over(participant, record)
    if lock is not None:
        raise RecordLocked(
            _(
                "%(what)s is locked since %(day)s. A data manager asks to unlock it and says why; "
                "a second person approves."
            )
            % {"what": lock, "day": f"{lock.locked_at:%Y-%m-%d}"}
        )


def check_alive(participant: Participant, *, on: date) -> None:
    death = facts_of(participant, "death").get("death")
    died = death.value if isinstance(death, Known) else None
    if isinstance(died, PartialDate) and on > died.latest():
        raise ParticipantDied(
            _("%(code)s died on %(died)s; %(day)s is later. Check both dates.")
            % {"code": participant.code, "died": died, "day": on}
        )
