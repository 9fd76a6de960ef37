"""The smallest legal people and places, made through the same acts as real ones."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from accounts.models import User
from accounts.signing.identification import identify_by_password
from audit.acts import SystemActor, acting
from audit.domain.signing import Content, Shown, Signing
from trials.actions import sites
from trials.domain.roles import SITE_ROLES, Role
from trials.models import Delegation, Site, SiteActivation, Trial

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
PASSWORD = "correct horse battery"
SETUP = SystemActor("test-setup")
_number = itertools.count(1)


def setting_up() -> Any:
    return acting(by=SETUP, action="tests.set_up")


def user(username: str = "", **fields: Any) -> User:
    username = username or f"person{next(_number)}"
    with setting_up():
        return User.objects.create_user(
            username=username,
            email=f"{username}@example.org",
            password=PASSWORD,
            printed_name=fields.pop("printed_name", username.title()),
            **fields,
        )


def trial(slug: str = "") -> Trial:
    slug = slug or f"trial-{next(_number)}"
    with setting_up():
        return Trial.objects.create(slug=slug, title_en=slug, title_zh=slug)


def site(code: str = "") -> Site:
    code = code or f"S{next(_number)}"
    with setting_up():
        return Site.objects.create(code=code, name_en=f"Hospital {code}", name_zh=f"{code}医院")


def activation(of: Trial | None = None, at: Site | None = None) -> SiteActivation:
    return sites.activate(trial=of or trial(), site=at or site(), by=SETUP, at=NOW)


def delegated(
    role: Role, activation: SiteActivation, person: User | None = None, **dates: Any
) -> Delegation:
    """A person holding this role at the activation (site roles) or over its trial."""
    return sites.delegate(
        user=person or user(),
        trial=activation.trial,
        role=role,
        activation=activation if role in SITE_ROLES else None,
        from_date=dates.get("from_date", date(2020, 1, 1)),
        to_date=dates.get("to_date"),
        by=SETUP,
        at=NOW,
    )


def signing(
    by: User, content: Content | Shown, *, user_id: str | None = None, password: str = PASSWORD
) -> Signing:
    """This person saw this and was identified by user name and password."""
    typed = by.username if user_id is None else user_id
    proof = identify_by_password(user_id=typed, password=password, by=by)
    shown = content.as_shown() if isinstance(content, Content) else content
    return Signing(proof=proof, shown=shown)
