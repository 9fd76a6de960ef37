"""May this person read or write this casebook? What may be done now stands in policies."""

from datetime import date

from accounts.models import User
from trials.domain.protocol.forms import Form
from trials.domain.rights import Grant, Right, grant_of
from trials.domain.roles import Role
from trials.models import SiteActivation, Trial
from trials.permissions import NotPermitted, may, may_in_trial, refusal_text
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


# Whoever reads the records, and the sponsor, who judges deviations without reading them.
DEVIATION_READERS = (Right.READ_RECORDS, Right.CLASSIFY_DEVIATION)


def check_reads_deviations(user: User, trial: Trial, *, on: date) -> None:
    if not any(may_in_trial(user, one, trial=trial, on=on) for one in DEVIATION_READERS):
        raise NotPermitted(refusal_text(Right.READ_RECORDS))


# Whoever reads the records; whoever may only raise queries reads their own.
QUERY_READERS = (Right.READ_RECORDS, Right.RAISE_QUERY)


def check_reads_queries(user: User, trial: Trial, *, on: date) -> None:
    if not any(may_in_trial(user, one, trial=trial, on=on) for one in QUERY_READERS):
        raise NotPermitted(refusal_text(Right.READ_RECORDS))


# Who asks for an unlock and who decides on it; whoever reads the records sees what is locked.
LOCK_DECIDERS = (Right.UNLOCK_FORM, Right.APPROVE_UNLOCK, Right.LOCK_DATABASE)


def check_reads_locks(user: User, trial: Trial, *, on: date) -> None:
    readers = (Right.READ_RECORDS, *LOCK_DECIDERS)
    if not any(may_in_trial(user, one, trial=trial, on=on) for one in readers):
        raise NotPermitted(refusal_text(Right.READ_RECORDS))


def check_locks_something(user: User, trial: Trial, *, on: date) -> None:
    lockers = (Right.LOCK_FORM, Right.LOCK_DATABASE)
    if not any(may_in_trial(user, one, trial=trial, on=on) for one in lockers):
        raise NotPermitted(refusal_text(Right.LOCK_FORM))
