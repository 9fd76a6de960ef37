"""Between a request and the page: language, idle lock, second factor."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

View = Callable[[HttpRequest], HttpResponse]
SEEN_AT, SIGNED_IN_AT, LISTED = "seen_at", "signed_in_at", "listed"
NOTED_EVERY, LISTED_EVERY = timedelta(seconds=20), timedelta(minutes=1)
OPEN_WITHOUT_CODE = ("/accounts/", "/i18n/", "/static/", "/healthz", "/preferences/")
OPEN_WHEN_LOCKED = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "healthz",
    "hospital_confirm",
    "hospital_sign_in",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "openid_connect_callback",
    "preferences",
    "set_language",
}


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
    """After idle minutes the screen asks for the password again; drafts stay on the server.

    After SESSION_COOKIE_AGE the session ends, however busy it was.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or stays_open(request):
            return self.get_response(request)
        now = timezone.now()
        if now - since(request, SIGNED_IN_AT) > timedelta(seconds=settings.SESSION_COOKIE_AGE):
            logout(request)
            return send_to(request, "account_login", _("Your session has ended. Sign in again."))
        seen = max(since(request, SEEN_AT), last_authenticated(request))
        if now - seen > timedelta(minutes=settings.IDLE_MINUTES):
            text = _("The screen is locked. Enter your password again.")
            return send_to(request, "account_reauthenticate", text)
        if now - seen > NOTED_EVERY and not is_poll(request):
            request.session[SEEN_AT] = now.isoformat()
        return self.get_response(request)


class SessionList:
    """Keeps "Where you are signed in" to the minute, and every key of a session in it at once.

    In place of allauth's own, under which each look at a page writes to the database.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key, now = request.session.session_key, timezone.now()
        if key and request.user.is_authenticated and self.is_due(request, key, now):
            UserSession.objects.create_from_request(request)
            request.session[LISTED] = [key, now.isoformat()]
        return self.get_response(request)

    def is_due(self, request: HttpRequest, key: str, now: datetime) -> bool:
        listed, at = request.session.get(LISTED, ("", ""))
        return listed != key or now - datetime.fromisoformat(at) > LISTED_EVERY


class NewSessionKey:
    """A session in which somebody began to sign gets another key, as at sign-in."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "wants_new_key", False):
            request.session.cycle_key()
        return response


def stays_open(request: HttpRequest) -> bool:
    """What one needs to unlock the screen or to leave."""
    match = resolve_or_none(request.path)
    name = match.url_name if match else None
    return name in OPEN_WHEN_LOCKED or request.path.startswith(settings.STATIC_URL)


def resolve_or_none(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def is_poll(request: HttpRequest) -> bool:
    """A page that asks by itself how far a job has come does not show that somebody is there."""
    return "X-Polling" in request.headers


def since(request: HttpRequest, key: str) -> datetime:
    text = request.session.get(key)
    return datetime.fromisoformat(text) if text else datetime.min.replace(tzinfo=UTC)


def last_authenticated(request: HttpRequest) -> datetime:
    """The newest of allauth's records of a password or code given in this session."""
    records = get_authentication_records(request, request.user)
    newest = max((record.get("at", 0) for record in records), default=0)
    return datetime.fromtimestamp(newest, tz=UTC)


def send_to(request: HttpRequest, name: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"refusal": "SignInAgain", "detail": text}, status=401)
    back = request.get_full_path() if request.method == "GET" else reverse("home")
    target = f"{reverse(name)}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


class SecondFactor:
    """A real data folder demands a second factor of everybody; a demo folder does not.

    Over the API a token stands for it: tokens are issued only behind the second factor.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        waived = settings.DEMO or not request.user.is_authenticated
        if waived or request.path.startswith(OPEN_WITHOUT_CODE) or is_mfa_enabled(request.user):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            text = _("Set up a second factor first.")
            return JsonResponse({"refusal": "SecondFactorMissing", "detail": text}, status=403)
        return redirect("mfa_activate_totp")
