from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from casebook.models import Participant
from tests.factories import casebook, people
from tests.factories.casebook import instant
from tests.factories.enrollment import JUDGED
from trials.domain.roles import Role


@pytest.fixture(autouse=True)
def clock():
    """Pages read the clock; here it is the day the factories sign and enroll on."""
    with time_machine.travel(instant(JUDGED), tick=False) as clock:
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
def as_role(site, signed_in) -> Callable[..., Client]:
    def visit(role: Role, language: str = "en") -> Client:
        return signed_in(casebook.member(site, role), language)

    return visit


def at(name: str, participant: Participant) -> str:
    return reverse(name, args=[participant.activation.trial.slug, participant.code])


def words(response: Any) -> str:
    """The text as it is read, without the spaces of the template."""
    return " ".join(response.content.decode().split())


def day(name: str, text: str) -> dict[str, str]:
    """A date as three boxes send it."""
    return dict(zip((f"{name}_year", f"{name}_month", f"{name}_day"), text.split("-"), strict=True))
