"""When a request failed: is it us, or is the database away for a moment?"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

AWAY = (OperationalError, InterfaceError)


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the exception is being handled. Nothing of the request was saved."""
    status = 503 if isinstance(sys.exception(), AWAY) else 500
    response = explain(request, status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def explain(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        text = _("Nothing was saved. Send the same request again.")
        return JsonResponse({"refusal": "ServerError", "detail": text}, status=status)
    return render(None, f"{status}.html", status=status)
