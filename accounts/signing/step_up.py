"""Signing without a password of ours: the person confirms at the identity provider.

    step_up.ask(request, shown=shown, at=now)       # then allauth asks; it notes when and by what
    step_up.given(request, shown=shown, at=now)     # "totp" if it was for this very content

A confirmation counts for one signing, of what was shown when it was asked for, for two minutes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from audit.domain.signing import Shown

KEY = "signing_step_up"
FRESH = timedelta(minutes=2)
SECOND_FACTORS = {"totp", "webauthn"}


def ask(request: HttpRequest, *, shown: Shown, at: datetime) -> None:
    request.session[KEY] = {"shown": shown.sha256, "asked_at": at.timestamp()}


def given(request: HttpRequest, *, shown: Shown, at: datetime) -> str:
    """By what the person confirmed; empty when not, not for this, or too long ago."""
    asked = request.session.get(KEY)
    if not asked or not shown.sha256 or asked["shown"] != shown.sha256:
        return ""
    earliest = max(asked["asked_at"], (at - FRESH).timestamp())
    for record in reversed(get_authentication_records(request, request.user)):
        if earliest <= record.get("at", 0) <= at.timestamp() and (name := confirmed_by(record)):
            return name
    return ""


def confirmed_by(record: Mapping[str, Any]) -> str:
    if record.get("method") == "socialaccount":
        return str(record.get("provider") or "provider")
    if record.get("method") == "mfa" and record.get("reauthenticated"):
        kind = str(record.get("type", ""))
        return kind if kind in SECOND_FACTORS else ""
    return ""


def use_up(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
