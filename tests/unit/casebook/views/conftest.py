from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from casebook.models import Participant
from tests.factories import people


@pytest.fixture(autouse=True)
def clock():
    """Pages read the clock; here it is the morning the factories count from."""
    with time_machine.travel(people.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    def sign_in(person: User, language: str = "en") -> Client:
        with people.setting_up():
            User.objects.filter(pk=person.pk).update(language=language)
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def visitor(signed_in, nurse) -> Client:
    return signed_in(nurse)


def at(name: str, participant: Participant, *more: str) -> str:
    trial = participant.activation.trial.slug
    return reverse(f"casebook:{name}", args=[trial, participant.code, *more])


def words(response: Any) -> str:
    return response.content.decode()


def day(name: str, text: str) -> dict[str, str]:
    """A date as three boxes send it."""
    return dict(zip((f"{name}_year", f"{name}_month", f"{name}_day"), text.split("-"), strict=True))
