"""Too many wrong passwords: say so, and say how long, whether or not the account exists."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    context = {"minutes": minutes, "attempts": settings.AXES_FAILURE_LIMIT}
    response = render(request, "account/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response
