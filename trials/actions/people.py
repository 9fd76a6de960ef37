"""Bring people into a trial and let them go: the acts of the delegation log and its accounts."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import User
from audit.acts import act
from trials.actions import sites
from trials.delegating import check_may_change_accounts, check_may_give
from trials.domain.rights import Grant
from trials.domain.roles import Role
from trials.models import Delegation, SiteActivation, Trial
from trials.permissions import NotPermitted


@act
def invite(
    *,
    trial: Trial,
    username: str,
    email: str,
    printed_name: str,
    language: str,
    on: date,
    by: User,
    at: datetime,
    role: Role | None = None,
    activation: SiteActivation | None = None,
    from_date: date | None = None,
) -> User:
    """Make an account, with its first delegation if one is named.

    The administrator's invitation waits for a second person and gives no role.
    """
    alone = Grant.SECOND_PERSON not in check_may_change_accounts(by, trial=trial, on=on)
    user = accounts.invite(
        username=username,
        email=email,
        printed_name=printed_name,
        language=language,
        is_open=alone,
        by=by,
        at=at,
    )
    if role is not None:
        place: dict[str, Any] = {"trial": trial, "role": role, "activation": activation}
        delegate(user=user, **place, from_date=from_date or on, on=on, by=by, at=at)
    return user


@act
def open_account(*, user: User, trial: Trial, on: date, by: User, at: datetime) -> None:
    if Grant.SECOND_PERSON in check_may_change_accounts(by, trial=trial, on=on):
        raise NotPermitted(_("The sponsor opens accounts the administrator asked for."))
    accounts.open_account(user=user, by=by, at=at)


@act
def close_account(
    *, user: User, trial: Trial, reason: str, on: date, by: User, at: datetime
) -> None:
    """Close at once: sessions and tokens end; the delegations stay in the log as they were."""
    check_may_change_accounts(by, trial=trial, on=on)
    if user.pk == by.pk:
        raise NotPermitted(_("Nobody closes their own account. Ask a second person."))
    accounts.deactivate(user=user, reason=reason, by=by, at=at)


@act
def delegate(
    *,
    user: User,
    trial: Trial,
    role: Role,
    from_date: date,
    on: date,
    by: User,
    at: datetime,
    activation: SiteActivation | None = None,
    to_date: date | None = None,
) -> Delegation:
    """Give a role this person may give; see `sites.delegate` for what else must fit."""
    if activation is not None and activation.trial_id != trial.pk:
        raise sites.UnableToDelegate(_("This site is of another trial. Choose one of this trial."))
    sites.check_can_delegate(user=user, role=role, activation=activation)
    check_may_give(by, role=role, to=user, trial=trial, activation=activation, on=on)
    return sites.delegate(
        user=user,
        trial=trial,
        role=role,
        activation=activation,
        from_date=from_date,
        to_date=to_date,
        by=by,
        at=at,
    )


@act
def end(
    *, delegation: Delegation, to_date: date, reason: str, on: date, by: User, at: datetime
) -> None:
    """The last day of a delegation; its API tokens end at once."""
    check_may_give(
        by,
        role=Role(delegation.role),
        to=delegation.user,
        trial=delegation.trial,
        activation=delegation.activation,
        on=on,
    )
    if to_date < delegation.from_date:
        raise sites.UnableToDelegate(
            _("The delegation began on %(day)s and cannot end before.")
            % {"day": delegation.from_date}
        )
    sites.revoke(delegation=delegation, to_date=to_date, reason=reason, by=by, at=at)
