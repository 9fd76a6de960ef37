"""Open a site for a trial; delegate and revoke."""

from datetime import date, datetime

from django.db import IntegrityError, OperationalError, transaction

from accounts.models import User
from audit.acts import Actor, Refusal, act
from trials.domain.roles import ROLE_LABELS, SITE_ROLES, Role, conflicts
from trials.models import Delegation, Site, SiteActivation, Trial


class UnableToDelegate(Refusal):
    """The delegation was not made."""


@act
def activate(*, trial: Trial, site: Site, by: Actor, at: datetime) -> SiteActivation:
    activation, _ = SiteActivation.objects.get_or_create(trial=trial, site=site)
    return activation


@act
def delegate(
    *,
    user: User,
    trial: Trial,
    role: Role,
    from_date: date,
    by: Actor,
    at: datetime,
    activation: SiteActivation | None = None,
    to_date: date | None = None,
) -> Delegation:
    """Give a person a role at one site (site roles) or over the whole trial (the others)."""
    check_can_delegate(user=user, role=role, activation=activation)
    try:
        with transaction.atomic():
            return Delegation.objects.create(
                user=user,
                trial=trial,
                activation=activation,
                role=role,
                from_date=from_date,
                to_date=to_date,
            )
    except (IntegrityError, OperationalError) as error:
        raise UnableToDelegate(
            f"{user} already is {ROLE_LABELS[role]} there on some of these days, or the period "
            "ends before it begins. Change the dates or end the earlier delegation."
        ) from error


@act
def revoke(*, delegation: Delegation, to_date: date, reason: str, by: Actor, at: datetime) -> None:
    """End a delegation; its API tokens end with it, at once."""
    delegation.to_date = to_date
    delegation.save()
    delegation.tokens.all().delete()


def check_can_delegate(*, user: User, role: Role, activation: SiteActivation | None) -> None:
    if role in SITE_ROLES and activation is None:
        raise UnableToDelegate(f"{ROLE_LABELS[role]} is held at one site. Choose the site.")
    if role not in SITE_ROLES and activation is not None:
        raise UnableToDelegate(
            f"{ROLE_LABELS[role]} reaches over the whole trial. Leave the site out."
        )
    held = {Role(d.role) for d in Delegation.objects.filter(user=user)}
    if others := conflicts(role, held):
        raise UnableToDelegate(
            f"One person cannot be both {ROLE_LABELS[others[0]]} and {ROLE_LABELS[role]}. "
            "Choose another person."
        )
