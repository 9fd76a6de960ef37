"""A form sent twice is done once: double click, slow network, back button."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from audit.content import canonical_json
from audit.submissions import Answer, KeyAlreadyUsed
from audit.submissions import once as only_once

KEY_FIELD = "submission_key"
NOT_CONTENT = {KEY_FIELD, "csrfmiddlewaretoken"}
View = Callable[..., HttpResponse]


class NothingDone(Exception):
    """The view answered with a page instead of a redirect: there is nothing to remember."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def once(view: View) -> View:
    """Remember where an accepted form led to; the same form again leads there too."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get(KEY_FIELD, "")[:80]
        if request.method != "POST" or not key:
            return view(request, *args, **kwargs)

        def do() -> Answer:
            response = view(request, *args, **kwargs)
            if response.status_code != 302:
                raise NothingDone(response)
            return Answer(status=302, body={"location": response["Location"]})

        return answered(request, key, do)

    return wrapped


def answered(request: HttpRequest, key: str, do: Callable[[], Answer]) -> HttpResponse:
    try:
        answer = only_once(
            by=request.user, key=key, content=content_of(request), at=timezone.now(), do=do
        )
    except NothingDone as done:
        return done.response
    except KeyAlreadyUsed as refusal:
        return render(request, "trials/sent_before.html", {"refusal": refusal}, status=409)
    return redirect(answer.body["location"])


def content_of(request: HttpRequest) -> str:
    """Under the house's key: a bare hash of a name and a birth date could be guessed."""
    fields = sorted((name, values) for name, values in request.POST.lists())
    sent = [request.get_full_path(), [pair for pair in fields if pair[0] not in NOT_CONTENT]]
    return salted_hmac("concord.once", canonical_json(sent)).hexdigest()
