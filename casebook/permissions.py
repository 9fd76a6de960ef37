"""May this person read or write this casebook? What may be done now stands in policies."""

from datetime import date

from accounts.models import User
from trials.domain.protocol.forms import Form
from trials.domain.rights import Grant, Right, grant_of
from trials.domain.roles import Role
from trials.models import SiteActivation
from trials.permissions import NotPermitted, may, refusal_text
from trials.selectors.delegations import reach_of


def check_can_enter(
    user: User,
    *,
    activation: SiteActivation,
    on: date,
    form: Form | None = None,
    right: Right = Right.ENTER_DATA,
) -> None:
    if not can_enter(user, activation=activation, on=on, form=form, right=right):
        raise NotPermitted(refusal_text(right))


def can_enter(
    user: User,
    *,
    activation: SiteActivation,
    on: date,
    form: Form | None = None,
    right: Right = Right.ENTER_DATA,
) -> bool:
    """May this person write here: any form without names of its own, or one that names the role."""
    roles = reach_of(user, on=on).roles_at(activation)
    return any(role_enters(role, form, right) for role in roles)


def role_enters(role: Role, form: Form | None, right: Right) -> bool:
    grant = grant_of(right, role)
    if form is not None and form.entered_by:
        return bool(grant) and role in form.entered_by
    # A reader is handed single scans to read; the casebook at large is not for readers.
    return bool(grant) and Grant.ASSIGNED not in grant


def can_read(user: User, *, activation: SiteActivation, on: date) -> bool:
    return may(user, Right.READ_RECORDS, activation=activation, on=on)


def identity_grant(user: User, *, activation: SiteActivation, on: date) -> Grant:
    """On which terms this person may see who a code is; the mildest of their roles counts."""
    roles = reach_of(user, on=on).roles_at(activation)
    grants = [grant_of(Right.SEE_IDENTITY, role) for role in roles]
    held = [grant for grant in grants if grant]
    return min(held, key=lambda grant: grant.value, default=Grant.NONE)
