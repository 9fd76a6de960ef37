"""How follow-up of a participant ends: death, withdrawal or loss. It closes the visits."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import User
from audit.acts import act
from casebook.actions import visits, withdrawals
from casebook.actions.visits import Attendance
from casebook.models import Participant, Visit, Withdrawal
from casebook.selectors.calendar import day_at
from followup.actions import contacts, vital_status
from followup.actions.recording import UnableToRecord
from followup.actions.vital_status import Contact
from followup.selectors.endings import unrecorded


class Ending(StrEnum):
    DEATH = "death"
    WITHDRAWAL = "withdrawal"
    LOSS = "loss"


# Why a visit due before the end did not take place.
NOT_DONE = {
    Ending.DEATH: lazy("The participant died"),
    Ending.WITHDRAWAL: lazy("The participant stopped follow-up"),
    Ending.LOSS: lazy("The participant is lost to follow-up"),
}


@dataclass(frozen=True, kw_only=True)
class End:
    """`death` is a contact that says so; `withdrew_on` and `why` belong to a withdrawal; a loss has
    nothing of its own: its date follows from the last contact."""

    ending: Ending
    death: Contact | None = None
    withdrew_on: date | None = None
    why: str = ""


@act
def record(
    *, participant: Participant, end: End, closes_visits: bool, by: User, at: datetime
) -> list[Visit]:
    """With `closes_visits` every visit that fell due until then and is not recorded is declared not
    done; those due later are expected no more, whether or not."""
    if end.ending is Ending.DEATH and end.death is not None:
        vital_status.record(participant=participant, contact=end.death, by=by, at=at)
    elif end.ending is Ending.WITHDRAWAL and end.withdrew_on is not None:
        withdrawals.record(
            participant=participant,
            scope=str(Withdrawal.Scope.FOLLOW_UP),
            withdrawal_date=end.withdrew_on,
            reason=end.why,
            by=by,
            at=at,
        )
    elif end.ending is Ending.LOSS:
        contacts.declare_lost(participant=participant, by=by, at=at)
    else:
        raise UnableToRecord(_("Choose death, withdrawal or loss, and give its day."))
    return close(participant, end.ending, by=by, at=at) if closes_visits else []


def close(participant: Participant, ending: Ending, *, by: User, at: datetime) -> list[Visit]:
    today = day_at(participant.activation, at)
    given = Attendance(outcome=str(Visit.Outcome.NOT_DONE), not_done_reason=str(NOT_DONE[ending]))
    return [
        visits.record(
            participant=participant, visit=one.visit.visit, attendance=given, by=by, at=at
        )
        for one in unrecorded(participant, today=today)
    ]
