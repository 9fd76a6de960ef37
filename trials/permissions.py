"""May this person do this here? Read from the matrix and the person's delegations, never stored."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal
from trials.domain.rights import Grant, Right, grant_of, rights_of, roles_with
from trials.domain.roles import ROLE_LABELS
from trials.models import SiteActivation, Trial
from trials.selectors.delegations import reach_of


class NotPermitted(Refusal):
    """This person may not do this; the message names the roles that may."""


def may(user: User, right: Right, *, activation: SiteActivation, on: date) -> bool:
    """Does a delegation held today at this site, or over its trial, carry the right?"""
    return right in rights_held(user, activation=activation, on=on)


def rights_held(user: User, *, activation: SiteActivation, on: date) -> frozenset[Right]:
    """For a page that asks after several."""
    roles = reach_of(user, on=on).roles_at(activation)
    return frozenset(right for role in roles for right in rights_of(role))


def may_in_trial(user: User, right: Right, *, trial: Trial, on: date) -> bool:
    """Does a delegation anywhere in the trial carry the right?"""
    return any(grant_of(right, role) for role in reach_of(user, on=on).roles_in(trial))


def check_may(user: User, right: Right, *, activation: SiteActivation, on: date) -> None:
    if not may(user, right, activation=activation, on=on):
        raise NotPermitted(refusal_text(right))


def check_may_in_trial(user: User, right: Right, *, trial: Trial, on: date) -> None:
    if not may_in_trial(user, right, trial=trial, on=on):
        raise NotPermitted(refusal_text(right))


def check_may_at_large(user: User, right: Right, *, target: Any, on: date) -> None:
    """As `check_may` where the target stands, not counting rights over assigned readings only."""
    reach = reach_of(user, on=on)
    at_site = not isinstance(target, Trial)
    activation = getattr(target, "activation", target)
    roles = reach.roles_at(activation) if at_site else reach.roles_in(target)
    grants = [grant for role in roles if (grant := grant_of(right, role))]
    if not any(Grant.ASSIGNED not in grant for grant in grants):
        raise NotPermitted(refusal_text(right))


def refusal_text(right: Right) -> str:
    roles = ", ".join(_(ROLE_LABELS[role]) for role in roles_with(right))
    return _("Your role does not allow this. These roles can do it: %(roles)s.") % {"roles": roles}
