from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nod(request: HttpRequest) -> HttpResponse:
    """From now on this browser is let through unasked; it was asked seconds ago."""
    request.session["nods"] = True
    request.user.last_login -= timedelta(seconds=5)
    request.user.save()
    return HttpResponse()


urlpatterns = [
    path("nod/", nod),
    path("accounts/", include("allauth.urls")),
    path("", include("allauth.idp.urls")),
]
