"""Sign-in, password, second factor and sessions; an address is changed by who invites."""

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import include, path

from accounts import views
from accounts.hospital import views as hospital


def closed(request: HttpRequest, **_: str) -> NoReturn:
    raise Http404


urlpatterns = [
    path("signing/confirm/", views.confirm_signing, name="confirm_signing"),
    # Whoever changes the address at an unlocked screen could then have the password sent there.
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", closed, name="account_confirm_email"),
    # Not all of allauth.urls: its own pages for identities of other houses are not for us.
    path("hospital/", hospital.own, name="hospital"),
    path("hospital/sign-in/", hospital.sign_in, name="hospital_sign_in"),
    path("hospital/confirm/", hospital.confirm, name="hospital_confirm"),
    path("hospital/connect/", hospital.connect, name="hospital_connect"),
    path("hospital/disconnect/", hospital.disconnect, name="hospital_disconnect"),
    path(
        "oidc/<str:provider_id>/login/callback/",
        hospital.came_back,
        name="openid_connect_callback",
    ),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
