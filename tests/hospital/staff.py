"""Who works at the hospital of the tests, and what Concord is called there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PASSWORD = "the password of the hospital"
CONCORD = "http://testserver"
CLIENT, SECRET = "concord", "what-the-two-servers-share"
# User name: address, and whether the hospital vouches for it.
STAFF = {
    "lin.mei": ("lin@example.org", True),
    "stranger": ("stranger@example.org", True),
    "hearsay": ("lin@example.org", False),
    "new.hand": ("LIN@example.org", True),
}


def asks_again(get_response: Callable[[HttpRequest], HttpResponse]) -> object:
    """prompt=login ends the open session first; a house that nods does not look at it."""
    from django.contrib.auth import logout

    def middleware(request: HttpRequest) -> HttpResponse:
        if "prompt" in request.GET:
            if request.session.get("nods"):
                request.GET = request.GET.copy()
                del request.GET["prompt"]
            else:
                logout(request)
        return get_response(request)

    return middleware
