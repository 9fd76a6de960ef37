"""Sign-in, password, second factor and sessions; an address is changed by who invites."""

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import include, path

from accounts import views


def closed(request: HttpRequest, **_: str) -> NoReturn:
    raise Http404


urlpatterns = [
    path("signing/confirm/", views.confirm_signing, name="confirm_signing"),
    # Whoever changes the address at an unlocked screen could then have the password sent there.
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", closed, name="account_confirm_email"),
    path("", include("allauth.urls")),
]
