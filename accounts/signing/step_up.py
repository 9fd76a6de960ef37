"""Signing without a password of ours: the person confirms at the identity provider.

    step_up.ask(request, shown=shown, at=now)     # then the hospital asks; it is noted when
    step_up.given(request, shown=shown, at=now)   # "hospital" if for this content

A confirmation counts for one signing, of what was shown when it was asked for, for two minutes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from accounts.hospital import provider
from audit.domain.signing import Shown

KEY = "signing_step_up"
FRESH = timedelta(minutes=2)
HOSPITAL = "hospital"
SECOND_FACTORS = {"totp", "webauthn"}


def ask(request: HttpRequest, *, shown: Shown, at: datetime) -> None:
    request.session[KEY] = {"shown": shown.sha256, "asked_at": at.timestamp()}


def given(request: HttpRequest, *, shown: Shown, at: datetime) -> str:
    """By what the person confirmed; empty when not, not for this, or too long ago."""
    asked = request.session.get(KEY)
    if not asked or not shown.sha256 or asked["shown"] != shown.sha256:
        return ""
    earliest = max(asked["asked_at"], (at - FRESH).timestamp())
    by_hospital = provider.is_linked(request.user)
    for record in reversed(get_authentication_records(request, request.user)):
        if earliest <= record.get("at", 0) <= at.timestamp():
            name = at_hospital(record) if by_hospital else by_factor(record)
            if name:
                return name
    return ""


def at_hospital(record: Mapping[str, Any]) -> str:
    """Not by mere sign-in, which the hospital's open session may nod through."""
    asked_again = record.get("method") == "socialaccount" and record.get("reauthenticated")
    return HOSPITAL if asked_again and record.get("provider") == provider.code() else ""


def by_factor(record: Mapping[str, Any]) -> str:
    """Where no hospital stands behind the account."""
    kind = str(record.get("type", ""))
    asked_again = record.get("method") == "mfa" and record.get("reauthenticated")
    return kind if asked_again and kind in SECOND_FACTORS else ""


def use_up(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
