"""Between a request and the page: language, idle lock, second factor."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

View = Callable[[HttpRequest], HttpResponse]
OPEN_PATHS = ("/accounts/", "/i18n/", "/static/", "/healthz", "/preferences/")


def is_open(path: str) -> bool:
    return path.startswith(OPEN_PATHS)


class PreferredLanguage:
    """A signed-in person reads in the language of the account, on every device."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


class IdleLock:
    """After idle minutes the screen asks for the password again; drafts stay on the server."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or is_open(request.path):
            return self.get_response(request)
        now = timezone.now()
        if self.is_idle(request, now):
            back = request.get_full_path() if request.method == "GET" else reverse("home")
            return ask_again(request, back)
        request.session["seen_at"] = now.isoformat()
        return self.get_response(request)

    def is_idle(self, request: HttpRequest, now: datetime) -> bool:
        seen = max(last_seen(request), last_authenticated(request))
        return now - seen > timedelta(minutes=settings.IDLE_MINUTES)


def last_seen(request: HttpRequest) -> datetime:
    text = request.session.get("seen_at")
    return (
        datetime.fromisoformat(text) if text else datetime.min.replace(tzinfo=timezone.now().tzinfo)
    )


def last_authenticated(request: HttpRequest) -> datetime:
    """The newest of allauth's records of a password or code given in this session."""
    records = request.session.get("account_authentication_methods", [])
    newest = max((record.get("at", 0) for record in records), default=0)
    return datetime.fromtimestamp(newest, tz=timezone.now().tzinfo)


def ask_again(request: HttpRequest, back: str) -> HttpResponse:
    target = f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


class SecondFactor:
    """A real data folder demands a second factor of everybody; a demo folder does not."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        waived = settings.DEMO or not request.user.is_authenticated or is_open(request.path)
        if waived or request.path.startswith("/api/") or is_mfa_enabled(request.user):
            return self.get_response(request)
        return redirect("mfa_activate_totp")
