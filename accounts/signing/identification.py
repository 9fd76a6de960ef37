"""Is it really this person who signs? Asked anew each time, by what the series still needs.

proof = identify(request, typed, shown=shown, at=now)      # or WrongComponent, SigningLocked
decide(participant=row, signing=Signing(proof=proof, shown=shown), by=request.user, at=now)
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.hospital import provider
from accounts.models import User
from accounts.signing import lockout, series, step_up
from accounts.signing.lockout import SigningLocked
from audit.actions import UnableToSign, note_refused_signing
from audit.domain.signing import Proof, Shown

__all__ = ["Asked", "SigningLocked", "Typed", "WrongComponent", "asked_of", "identify"]

MESSAGES: dict[str, Promise] = {
    "user_id": _("This is not your user name. Nothing was signed; type it again."),
    "password": _("The password is not right. Nothing was signed; type it again."),
    "code": _("The code is not right. Nothing was signed; wait for the next one and type it."),
    "step_up": _(
        "You have not confirmed that it is you, or more than two minutes ago, or for other "
        "content. Nothing was signed; confirm, then sign."
    ),
}


class WrongComponent(UnableToSign):
    """The person was not identified; `why` names the component."""

    stays = True

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(str(MESSAGES[why]))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The components the next signing takes, worked out on the server."""

    user_id: bool
    password: bool
    code: bool
    step_up: bool


@dataclass(frozen=True, kw_only=True)
class Typed:
    user_id: str = ""
    password: str = ""
    code: str = ""


def asked_of(request: HttpRequest, *, at: datetime, alone: bool = False) -> Asked:
    """`alone`: outside a session, as with an API token, every signing is a first one."""
    user = request.user
    first = alone or not series.is_open(request.session, user=user, at=at)
    has_password = user.has_usable_password()
    # Without either, the code itself is what confirms.
    may_take_code = has_password or provider.is_linked(user)
    return Asked(
        user_id=first,
        password=has_password,
        code=first and may_take_code and is_mfa_enabled(user, types=[Authenticator.Type.TOTP]),
        step_up=not has_password,
    )


def identify(
    request: HttpRequest, typed: Typed, *, shown: Shown, at: datetime, alone: bool = False
) -> Proof:
    user = request.user
    refuse_while_locked(request, at=at)
    asked = asked_of(request, at=at, alone=alone)
    components = []
    if asked.user_id:
        if typed.user_id.strip() != user.get_username():
            lockout.count(request, user)
            refuse(request, "user_id", at=at)
        components.append("user name")
    if asked.password:
        # Counts a wrong one by itself.
        if authenticate(request, username=user.get_username(), password=typed.password) != user:
            refuse(request, "password", at=at)
        components.append("password")
    if asked.code:
        components.append(check_code(request, typed.code, at=at))
    if asked.step_up:
        components.append(check_step_up(request, shown=shown, at=at))
    lockout.forget(request, user)
    if not alone:
        series.go_on(request, at=at)
    return Proof(user=user.pk, components=tuple(components))


def check_code(request: HttpRequest, code: str, *, at: datetime) -> str:
    form = BaseAuthenticateForm({"code": code}, user=request.user)
    if not form.is_valid():
        lockout.count(request, request.user)
        refuse(request, "code", at=at)
    form.authenticator.record_usage()
    return str(form.authenticator.type)


def check_step_up(request: HttpRequest, *, shown: Shown, at: datetime) -> str:
    """Not counted: nothing was guessed; the identity provider counts its own wrong passwords."""
    name = step_up.given(request, shown=shown, at=at)
    if not name:
        refuse(request, "step_up", at=at)
    step_up.use_up(request)
    return name


def refuse_while_locked(request: HttpRequest, *, at: datetime) -> None:
    if lockout.is_locked(request, request.user):
        refuse(request, "locked", at=at)


def refuse(request: HttpRequest, why: str, *, at: datetime) -> NoReturn:
    user: User = request.user
    note_refused_signing(why=why, by=user, at=at)
    if lockout.is_locked(request, user):
        # The sign-in page's own answer would take the place of ours.
        request.axes_locked_out = False
        raise SigningLocked(lockout.opens_at(request, user))
    raise WrongComponent(why)


def identify_by_password(*, user_id: str, password: str, by: User) -> Proof:
    """Outside a request: commands, the demonstration. With a second factor one signs on a page."""
    if user_id.strip() != by.get_username():
        raise WrongComponent("user_id")
    if not by.check_password(password):
        raise WrongComponent("password")
    if is_mfa_enabled(by, types=[Authenticator.Type.TOTP]):
        raise WrongComponent("code")
    return Proof(user=by.pk, components=("user name", "password"))
