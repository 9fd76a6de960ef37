"""What the tests of a module begin with, written once and taken back after the last of them.

    screened_once = standing(lambda: enrollment.screened_participant())

    @pytest.fixture
    def screened(screened_once):
        return fresh(screened_once)

Each test still writes behind a savepoint of its own. Not for modules with `committed_db`, which
closes the connection.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction

from casebook.models import Participant
from tests.factories.casebook import instant, seeing
from trials.models import SiteActivation


def standing(build: Callable[[], Any], *, on: date) -> Any:
    """A fixture of the module: what `build` returns, made as on the morning of that day."""

    @pytest.fixture(scope="module")
    def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        with django_db_blocker.unblock(), transaction.atomic():
            with time_machine.travel(instant(on), tick=False):
                row = build()
            yield row
            transaction.set_rollback(True)

    return made


def site_of(request: pytest.FixtureRequest, name: str) -> SiteActivation | None:
    """The site of what stands, for a test that asks for it; None for any other test."""
    if f"{name}_once" not in request.fixturenames:
        return None
    activation: SiteActivation = request.getfixturevalue(name).activation
    return activation


def fresh(row: Participant) -> Participant:
    """Read anew: what an earlier test did to the object in memory is gone."""
    with seeing(row.activation):
        return Participant.objects.select_related("activation__trial", "activation__site").get(
            pk=row.pk
        )
