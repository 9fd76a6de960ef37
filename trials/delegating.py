"""Who may give which role to whom: the delegation log's own permissions."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from trials.domain.rights import Grant, Right, grant_of
from trials.domain.roles import ROLE_LABELS, Role
from trials.models import Delegation, SiteActivation, Trial
from trials.permissions import NotPermitted, check_may_in_trial, refusal_text
from trials.selectors.delegations import Reach, reach_of

# The investigator runs the site's team; whoever checks or judges the site's work is the sponsor's
# to name.
GIVES: Mapping[Role, frozenset[Role]] = {
    Role.PI: frozenset({Role.NURSE, Role.SUB_INVESTIGATOR, Role.READER}),
    Role.SPONSOR: frozenset(Role),
}


def roles_given_by(
    reach: Reach, *, trial: Trial, activation: SiteActivation | None
) -> frozenset[Role]:
    """The roles a person of this reach may give or end there."""
    held = reach.roles_at(activation) if activation else reach.trial_wide_roles_in(trial)
    return frozenset().union(
        *(GIVES.get(role, ()) for role in held if grant_of(Right.DELEGATE, role))
    )


def check_may_give(
    user: User,
    *,
    role: Role,
    to: User,
    trial: Trial,
    activation: SiteActivation | None,
    on: date,
) -> None:
    if user.pk == to.pk:
        raise NotPermitted(_("Nobody gives a role to themselves. Ask the sponsor."))
    if role not in roles_given_by(reach_of(user, on=on), trial=trial, activation=activation):
        raise NotPermitted(
            refusal_text(Right.DELEGATE)
            + " "
            + _("%(role)s is not yours to give there.") % {"role": _(ROLE_LABELS[role])}
        )


def may_end(user: User, delegation: Delegation, *, reach: Reach) -> bool:
    given = roles_given_by(reach, trial=delegation.trial, activation=delegation.activation)
    return user.pk != delegation.user_id and Role(delegation.role) in given


def check_may_change_accounts(user: User, *, trial: Trial, on: date) -> Grant:
    """On which terms: the mildest of this person's roles counts."""
    check_may_in_trial(user, Right.CHANGE_ACCOUNTS, trial=trial, on=on)
    roles = reach_of(user, on=on).roles_in(trial)
    grants = [grant for role in roles if (grant := grant_of(Right.CHANGE_ACCOUNTS, role))]
    alone = [grant for grant in grants if Grant.SECOND_PERSON not in grant]
    return (alone or grants)[0]


def may_see_people(user: User, *, trial: Trial, on: date) -> bool:
    """The delegation log is part of the trial's audit trail; a nurse reads only her own entries."""
    roles = reach_of(user, on=on).roles_in(trial)
    return any(
        grant_of(Right.DELEGATE, role)
        or grant_of(Right.CHANGE_ACCOUNTS, role)
        or (
            Grant.OWN_ENTRIES not in grant_of(Right.READ_AUDIT_TRAIL, role)
            and grant_of(Right.READ_AUDIT_TRAIL, role)
        )
        for role in roles
    )


def check_may_see_people(user: User, *, trial: Trial, on: date) -> None:
    if not may_see_people(user, trial=trial, on=on):
        raise NotPermitted(refusal_text(Right.READ_AUDIT_TRAIL))
