from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts import actions
from accounts.hospital.identity import Identity, check_fresh, invited, read, refused
from audit.acts import Refusal


class InvitedOnly(DefaultSocialAccountAdapter):
    """The hospital says who somebody is; who may come in stands in our invitations."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """After the hospital has answered, before anything follows from it."""
        try:
            self.judge(request, sociallogin, at=timezone.now())
        except Refusal as refusal:
            raise turned_away(request, refusal, sociallogin.state) from refusal

    def judge(self, request: HttpRequest, sociallogin: SocialLogin, *, at: datetime) -> None:
        account = sociallogin.account
        claims, account.extra_data = account.extra_data, {}
        if account.pk:
            account.save(update_fields=["extra_data"])  # What it says is read, and not kept.
        asked = sociallogin.state.get("data") or {}
        identity = read(claims, provider=account.provider, nonce=asked.get("nonce", ""))
        process = sociallogin.state.get("process")
        if process == AuthProcess.REDIRECT:
            confirm(request, sociallogin, identity, at=at)
        elif process == AuthProcess.CONNECT:
            connect(request, identity, at=at)
        elif not sociallogin.is_existing:
            user = invited(identity)
            sociallogin.account = actions.connect_identity(
                user=user, provider=identity.provider, subject=identity.subject, by=user, at=at
            )
            sociallogin.user = user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        why = "canceled" if error == AuthError.CANCELLED else "no_answer"
        raise turned_away(request, refused(why), (extra_context or {}).get("state") or {})


def confirm(
    request: HttpRequest, sociallogin: SocialLogin, identity: Identity, *, at: datetime
) -> None:
    """The person signed in here was asked again there: unlocks the screen, and can sign."""
    if not sociallogin.is_existing or sociallogin.user != request.user:
        raise refused("other_person")
    asked_at = datetime.fromtimestamp(sociallogin.state["data"]["asked_at"], tz=UTC)
    check_fresh(identity, asked_at=asked_at, at=at)
    record_authentication(
        request,
        request.user,
        "socialaccount",
        provider=identity.provider,
        uid=identity.subject,
        reauthenticated=True,
    )


def connect(request: HttpRequest, identity: Identity, *, at: datetime) -> None:
    """As the signed-in person wished, whatever address the hospital has."""
    # Whoever sat down at the screen meanwhile does not connect an identity of their own.
    if is_reauthentication_required(request, app="accounts"):
        raise refused("no_answer")
    actions.connect_identity(
        user=request.user,
        provider=identity.provider,
        subject=identity.subject,
        by=request.user,
        at=at,
    )
    raise ImmediateHttpResponse(redirect("hospital"))


def turned_away(
    request: HttpRequest, refusal: Refusal, state: dict[str, Any]
) -> ImmediateHttpResponse:
    words = {"text": str(refusal), "back": state.get("next") or ""}
    return ImmediateHttpResponse(
        render(request, "account/hospital_refused.html", words, status=403)
    )
