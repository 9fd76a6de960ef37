import itertools
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from casebook.models import Participant
from tests.factories import people

_keys = itertools.count(1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(people.NOW, tick=False) as clock:
        yield clock


class Api:
    """A program that acts for a person, with a fresh key for each act."""

    def __init__(self, person: User) -> None:
        self.client = Client()
        self.client.force_login(person)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)

    def send(self, method: str, path: str, body: Any, **headers: str) -> Any:
        key = headers.pop("key", f"key-number-{next(_keys)}")
        return getattr(self.client, method)(
            f"/api/v1/{path}",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": key, **headers},
        )

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("post", path, body, **headers)

    def put(self, path: str, body: Any, version: int = 0, **headers: str) -> Any:
        return self.send("put", path, body, **{"If-Match": f'"{version}"', **headers})


@pytest.fixture
def api(nurse) -> Api:
    return Api(nurse)


def of(participant: Participant, path: str = "") -> str:
    trial = participant.activation.trial.slug
    return f"trials/{trial}/participants/{participant.code}/{path}"
