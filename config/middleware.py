"""One transaction and one row-security context per request; nothing cached outside."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit.acts import Context, within
from trials.permissions import NotPermitted
from trials.selectors.delegations import NO_REACH, Reach, reach_of, reading_reach_once

View = Callable[[HttpRequest], HttpResponse]
# The trials' sites keep Chinese time; a delegation begins and ends at midnight there.
HOUSE_ZONE = ZoneInfo("Asia/Shanghai")


def today() -> date:
    return timezone.now().astimezone(HOUSE_ZONE).date()


class RequestContext:
    """Tell the database who asks and which sites' rows that person may reach.

    Without it row security shows nothing, so a path that forgets it fails closed.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/static/"):
            return self.get_response(request)
        request.today = today()
        with reading_reach_once():
            return self.answer(request)

    def answer(self, request: HttpRequest) -> HttpResponse:
        request.reach = self.reach(request)
        with within(context_of(request)):
            response = self.get_response(request)
            if response.status_code >= 500:
                # Django turned an exception into this answer; nothing of it may stay.
                transaction.set_rollback(True)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        """Pages without a trial in their address go on with the one last worked in."""
        slug = kwargs.get("trial") or request.GET.get("trial")
        known = {one.slug for one in request.reach.trials()}
        if slug in known and request.session.get("trial") != slug:
            request.session["trial"] = slug

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The last line for pages: what a view let through is still told as not permitted."""
        if isinstance(error, NotPermitted):
            text = str(error)
        elif isinstance(error, DatabaseError) and "row-level security" in str(error):
            text = ""
        else:
            return None
        transaction.set_rollback(True)
        return render(request, "403.html", {"exception": text}, status=403)

    def reach(self, request: HttpRequest) -> Reach:
        if not request.user.is_authenticated:
            return NO_REACH
        return reach_of(request.user, on=request.today)


def context_of(request: HttpRequest) -> Context:
    user = request.user
    return Context(
        user=str(user.pk) if user.is_authenticated else "anonymous",
        username=user.get_username() or "anonymous",
        action=f"web {request.method} {request.path}"[:200],
        activations=request.reach.activation_ids,
        request_id=getattr(request, "request_id", "") or request.headers.get("X-Request-ID", ""),
    )


class PrivateResponses:
    """A page of a signed-in person is never kept by a browser or a proxy."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response
