"""A continuous series of signings (21 CFR 11.200): the first takes every component, the next ones
the password alone. It stands in the session on the server and ends IDLE_MINUTES after the last
signing, with the session, and never holds for anybody else.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

KEY = "signing_series"


def is_open(session: SessionBase, *, user: Any, at: datetime) -> bool:
    series = session.get(KEY)
    if not series or series["user"] != str(user.pk):
        return False
    age = at - datetime.fromisoformat(series["at"])
    return timedelta(0) <= age <= timedelta(minutes=settings.IDLE_MINUTES)


def go_on(request: HttpRequest, *, at: datetime) -> None:
    """Begin or lengthen it. Whoever knew the session's key before does not sign with it; the new
    one is given after the request's transaction, which a refusal would roll back with it."""
    if not is_open(request.session, user=request.user, at=at):
        request.wants_new_key = True
    request.session[KEY] = {"user": str(request.user.pk), "at": at.isoformat()}
