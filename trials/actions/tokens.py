"""API tokens: each bound to one delegation, shown once, stored as a hash."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from trials.models import Delegation, DelegationToken

LIFETIME = timedelta(days=30)


class UnableToIssue(Refusal):
    """No token was made."""


@act
def issue(*, delegation: Delegation, on: date, by: User, at: datetime) -> str:
    """The token's text, which is not kept and cannot be shown again."""
    if not Delegation.objects.filter(pk=delegation.pk, user_id=by.pk).on(on).exists():
        raise UnableToIssue(_("A token acts for a delegation you hold today. Choose one."))
    _token, text = DelegationToken.objects.create(by, expiry=LIFETIME, delegation=delegation)
    # The token table has no history, since it drops what expired; the delegation's has it.
    delegation.save()
    return str(text)


@act
def withdraw(*, token: DelegationToken, by: User, at: datetime) -> None:
    token.delegation.save()
    token.delete()
