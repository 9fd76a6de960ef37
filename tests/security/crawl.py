"""Every address the platform answers to, and asking one of them as somebody."""

import uuid
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import time_machine
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from tests.security.stage import ADDRESS, Place, Stage
from trials.domain.roles import Role

METHODS = ("GET", "POST", "PUT")


def routes() -> Iterator[str]:
    """The name of each route, with its namespace; a nameless one by its path."""
    yield from dict.fromkeys(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], path: str, space: str) -> Iterator[str]:
    for one in patterns:
        here = path + str(one.pattern)
        if isinstance(one, URLPattern):
            yield space + one.name if one.name else here
        else:
            yield from _walk(
                one.url_patterns, here, f"{one.namespace}:" if one.namespace else space
            )


def address(stage: Stage, route: str, kind: str, place: Place) -> str:
    if "/" in route:
        return f"/{route}"
    words = ADDRESS[kind](stage, place)
    query = words.pop("query", None)
    path = reverse(route, kwargs=words)
    return f"{path}?{urlencode(query)}" if query else path


class Crowd:
    """One signed-in browser for each role. Whatever a request writes is rolled back, and all are
    asked in the minute of the sign-in, after which every request would note again who is there.
    """

    def __init__(self, people: dict[Role, User]) -> None:
        self.minute = timezone.now()
        self.read_already: dict[tuple[Role | None, str], HttpResponse] = {}
        self.cookies = {role: self._signed_in(user) for role, user in people.items()}

    def _signed_in(self, user: User) -> str:
        client = Client()
        client.force_login(user)
        with time_machine.travel(self.minute, tick=False):
            client.get(reverse("preferences"))
        return client.cookies.output(header="", sep=";")

    def read(self, role: Role | None, path: str) -> HttpResponse:
        """What this role reads there. Nothing that is asked changes anything, so a page is asked
        for once, however many want to look at it."""
        if (role, path) not in self.read_already:
            answer = self.ask(role, "GET", path)
            # What a page was made of is a hundred times the page.
            answer.context = answer.templates = answer.wsgi_request = answer.client = None
            self.read_already[role, path] = answer
        return self.read_already[role, path]

    def ask(self, role: Role | None, method: str, path: str) -> HttpResponse:
        cache.clear()  # The sign-in pages count attempts per address; all of ours come from one.
        client = Client(raise_request_exception=False)
        if role is not None:
            client.cookies = SimpleCookie(self.cookies[role])
        headers = {"Idempotency-Key": str(uuid.uuid4())} if "/api/" in path else {}
        kind = {"content_type": "application/json"} if "/api/" in path else {}
        # Something must be sent to a page: an empty form looks as if nothing was.
        data = {} if method == "GET" or "/api/" in path else {"probe": "1"}
        with transaction.atomic(), time_machine.travel(self.minute, tick=False):
            answer = getattr(client, method.lower())(path, data, headers=headers, **kind)
            transaction.set_rollback(True)
        return answer
