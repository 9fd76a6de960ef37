"""Going to the hospital's sign-in: to come in, to connect the account, to confirm it is oneself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect import views as library
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accounts import actions
from accounts.hospital import provider
from audit.acts import Refusal

View = Callable[..., HttpResponse]


def where_configured(view: View) -> View:
    """A 404 in a house without; a page that says why when the way there is barred."""

    @wraps(view)
    def guarded(request: HttpRequest, **words: Any) -> HttpResponse:
        if not provider.code():
            raise Http404
        try:
            return view(request, **words)
        except Refusal as refusal:
            told = {"text": str(refusal), "back": ""}
            return render(request, "account/hospital_refused.html", told, status=409)

    return guarded


@where_configured
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    return provider.send(request, process=AuthProcess.LOGIN, back=way_back(request.POST))


@where_configured
@require_GET
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Asks anew, however lately the hospital asked; only who is signed in here can answer."""
    asked = {"asked_at": timezone.now().timestamp()}
    return provider.send(
        request,
        process=AuthProcess.REDIRECT,
        back=way_back(request.GET),
        data=asked,
        prompt="login",
        max_age="0",
    )


@where_configured
@require_GET
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Is this account connected with the hospital, and what one may do about it."""
    words = {"is_linked": provider.is_linked(request.user)}
    return render(request, "account/hospital.html", words)


@where_configured
@require_POST
@login_required
@reauthentication_required
def connect(request: HttpRequest) -> HttpResponse:
    return provider.send(request, process=AuthProcess.CONNECT, back=reverse("hospital"))


@where_configured
@require_POST
@login_required
@reauthentication_required
def disconnect(request: HttpRequest) -> HttpResponse:
    actions.disconnect_identity(user=request.user, by=request.user, at=timezone.now())
    return redirect("hospital")


@where_configured
def came_back(request: HttpRequest, *, provider_id: str) -> HttpResponse:
    response: HttpResponse = library.callback(request, provider_id)
    return response


def way_back(sent: Any) -> str:
    """A page of this house, or the home page."""
    back = str(sent.get("next", ""))
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("home")
