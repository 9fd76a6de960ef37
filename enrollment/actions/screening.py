"""Close screening without an enrollment; take it up again."""

from datetime import date, datetime

from accounts.models import User
from audit.acts import act
from casebook import sources
from casebook.models import Participant
from casebook.permissions import check_can_enter
from casebook.selectors.calendar import day_at
from enrollment.models import ScreeningClosure
from enrollment.screening_policies import (
    UnableToCloseScreening,
    check_can_close,
    check_can_reopen,
    check_closed_date,
    check_reason,
)
from trials.domain.rights import Right

__all__ = ["UnableToCloseScreening", "close_screening", "reopen_screening"]


@act
def close_screening(
    *,
    participant: Participant,
    code: str,
    closed_date: date,
    by: User,
    at: datetime,
    reason_text: str = "",
) -> ScreeningClosure:
    """Whoever declined, or is not taken in for any reason, leaves screening and stays in its log.
    Consent is not needed: who declines has given none."""
    today = day_at(participant.activation, at)
    check_can_enter(by, activation=participant.activation, on=today)
    # Two who close the same screening queue here; the second is told.
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    check_can_close(participant, on=today)
    check_reason(participant, code, reason_text, on=today)
    check_closed_date(participant, closed_date, today=today)
    closure = ScreeningClosure.objects.create(
        activation=participant.activation,
        participant=participant,
        code=code,
        reason_text=reason_text.strip(),
        closed_date=closed_date,
        closed_by=by,
        closed_at=at,
    )
    sources.restate(participant, kind="closure")
    return closure


@act
def reopen_screening(
    *, participant: Participant, reason: str, by: User, at: datetime
) -> ScreeningClosure:
    """What was closed stays on record, with the reason why it did not hold."""
    today = day_at(participant.activation, at)
    check_can_enter(by, activation=participant.activation, on=today, right=Right.CORRECT_DATA)
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    closure = check_can_reopen(participant, reason)
    closure.reopened_reason = reason.strip()
    closure.reopened_by, closure.reopened_at = by, at
    closure.save()
    sources.restate(participant, kind="closure")
    return closure
