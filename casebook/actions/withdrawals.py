"""Record what a participant takes back. What was collected until then stays."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook.models import Participant, Withdrawal
from casebook.permissions import check_can_enter
from casebook.policies import check_has_consented
from casebook.selectors.calendar import day_at
from casebook.selectors.consents import first_consent
from trials.domain.rights import Right


class UnableToWithdraw(Refusal):
    """The withdrawal was not recorded."""


@act
def record(
    *,
    participant: Participant,
    scope: str,
    withdrawal_date: date,
    by: User,
    at: datetime,
    reason: str = "",
) -> Withdrawal:
    """Nobody owes a reason for withdrawing, so none is demanded."""
    today = day_at(participant.activation, at)
    check_can_enter(
        by, activation=participant.activation, on=today, right=Right.RECORD_CLINICAL_EVENT
    )
    check_has_consented(participant)
    check_scope(participant, scope)
    check_date(participant, withdrawal_date, today=today)
    return Withdrawal.objects.create(
        activation=participant.activation,
        participant=participant,
        scope=scope,
        withdrawal_date=withdrawal_date,
        reason=reason.strip(),
        recorded_by=by,
        recorded_at=at,
    )


def check_scope(participant: Participant, scope: str) -> None:
    if scope not in Withdrawal.Scope.values:
        raise UnableToWithdraw(_("Choose what the participant takes back."))
    if participant.withdrawals.filter(scope=scope).exists():
        raise UnableToWithdraw(_("This withdrawal is recorded already."))


def check_date(participant: Participant, day: date, *, today: date) -> None:
    if day > today:
        raise UnableToWithdraw(_("The day of the withdrawal is in the future."))
    consent = first_consent(participant)
    if consent and day < consent.consent_date:
        raise UnableToWithdraw(
            _("The day of the withdrawal is before the consent of %(day)s.")
            % {"day": consent.consent_date}
        )
