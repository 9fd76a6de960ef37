"""What the hospital says about who came back, and whether it is enough.

identity = read(claims, provider="login.hospital.example", nonce=nonce)
user = invited(identity)                                  # or UnableToTell
check_fresh(identity, asked_at=asked_at, at=now)          # or UnableToTell
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.acts import Refusal

# Two servers' clocks are seldom the same; a provider whose answers are dated further off dates
# them so on purpose, as some do by minutes.
CLOCKS_DIFFER = timedelta(seconds=30)
SAME = timedelta(0)
MESSAGES: dict[str, Promise] = {
    "unreachable": _(
        "%(hospital)s cannot be reached for signing in. Try again in a minute, or use your "
        "password; if it lasts, tell whoever runs the sign-in there."
    ),
    "canceled": _("You turned back at the hospital's sign-in. Nothing was changed; begin again."),
    "no_answer": _(
        "The hospital's answer could not be used: it was too old, already used, or not for this "
        "browser. Begin again from the sign-in page."
    ),
    "mixed": _(
        "The hospital's answer named two different persons. Nobody was signed in; tell whoever "
        "runs the sign-in there."
    ),
    "unverified": _(
        "Your hospital does not vouch for an e-mail address of yours, so nobody can tell which "
        "account is meant. Sign in with your password and connect the hospital under Your account."
    ),
    "not_invited": _(
        "Nobody has invited %(email)s to Concord. Ask your investigator or the sponsor for an "
        "invitation, or, if yours went to another address, sign in with your password and connect "
        "the hospital under Your account."
    ),
    "several": _(
        "More than one account has the address %(email)s. Sign in with your password and connect "
        "the hospital under Your account."
    ),
    "other_person": _(
        "At the hospital you confirmed as somebody else than who is signed in here. Nothing was "
        "confirmed; confirm again as yourself."
    ),
    "no_time": _(
        "Your hospital did not say when it asked who you are, so this confirms nothing. Tell "
        "whoever runs the sign-in there that Concord needs auth_time."
    ),
    "stale": _(
        "Your hospital let you through without asking again: it asked last at %(time)s. Nothing "
        "was confirmed. Sign out there, then confirm again."
    ),
}


class UnableToTell(Refusal):
    """Who it is, or that it is still the same person, is not established; `why` names the case."""

    def __init__(self, text: str, *, why: str) -> None:
        self.why = why
        super().__init__(text)


def refused(why: str, **words: str) -> UnableToTell:
    return UnableToTell(str(MESSAGES[why]) % words, why=why)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """`email` only where the hospital vouches for it; `asked_at` when it last asked who it is, and
    `answered_at` when it told us, both by its own clock."""

    provider: str
    subject: str
    email: str
    asked_at: datetime | None
    answered_at: datetime | None


def read(claims: Mapping[str, Any], *, provider: str, nonce: str) -> Identity:
    """`nonce` went out with the question, and only the answer to it brings it back."""
    token, info = claims.get("id_token") or {}, claims.get("userinfo") or {}
    if not nonce or token.get("nonce") != nonce:
        raise refused("no_answer")
    # The second answer came over another call: it must speak of the same person (OIDC Core 5.3.2).
    if not token.get("sub") or info.get("sub", token["sub"]) != token["sub"]:
        raise refused("mixed")
    vouching = info if "email" in info else token
    return Identity(
        provider=provider,
        subject=str(token["sub"]),
        email=str(vouching.get("email") or "") if vouching.get("email_verified") is True else "",
        asked_at=moment(token.get("auth_time")),
        answered_at=moment(token.get("iat")),
    )


def moment(seconds: Any) -> datetime | None:
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return datetime.fromtimestamp(seconds, tz=UTC) if is_number else None


def invited(identity: Identity) -> User:
    """The one open account with this address."""
    if not identity.email:
        raise refused("unverified")
    found = list(User.objects.filter(email__iexact=identity.email, is_active=True)[:2])
    if not found:
        raise refused("not_invited", email=identity.email)
    if len(found) > 1:
        raise refused("several", email=identity.email)
    return found[0]


def check_fresh(identity: Identity, *, asked_at: datetime, at: datetime) -> None:
    """The hospital asked after we did, and not in the future.

    Its answer reaches us within the moment, so what lies between the two dates of the answer and
    now is how far the clocks are apart. Nothing else is allowed for: a session opened there
    two seconds before we asked is not fresh. (The dates count whole seconds.)
    """
    if identity.asked_at is None:
        raise refused("no_time")
    by_our_clock = identity.asked_at + clocks_apart(identity, at=at)
    if not asked_at <= by_our_clock <= at + CLOCKS_DIFFER:
        raise refused("stale", time=f"{identity.asked_at:%Y-%m-%d %H:%M:%S} UTC")


def clocks_apart(identity: Identity, *, at: datetime) -> timedelta:
    apart = at - identity.answered_at if identity.answered_at else SAME
    return apart if abs(apart) <= CLOCKS_DIFFER else SAME
