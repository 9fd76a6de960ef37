"""What the tests of a module begin with, written once and taken back after the last of them.

    screened_once = standing(lambda: enrollment.screened_participant())

    @pytest.fixture
    def screened(screened_once):
        return fresh(screened_once)

Each test still writes behind a savepoint of its own, and a test that does not ask for what stands
never meets it: such tests go first, and what stands goes before one that comes late. Not for
modules with `committed_db`, which closes the connection.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction

from casebook.models import Participant
from tests.factories.casebook import instant, seeing
from trials.models import SiteActivation

# What stands at this moment, each with the way to take it back.
_standing: dict[str, Callable[[], None]] = {}


def standing(build: Callable[[], Any], *, on: date) -> Any:
    """A fixture of the module: what `build` returns, made as on the morning of that day."""

    @pytest.fixture(scope="module")
    def made(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        _standing[request.fixturename] = partial(request._fixturedef.finish, request)
        with django_db_blocker.unblock(), transaction.atomic():
            with time_machine.travel(instant(on), tick=False):
                row = build()
            yield row
            transaction.set_rollback(True)
        _standing.pop(request.fixturename, None)

    return made


def needs(item: pytest.Item) -> set[str]:
    """The names of what must stand for this test: by convention they end in `_once`."""
    return {name for name in getattr(item, "fixturenames", ()) if name.endswith("_once")}


def quiet_first(items: list[pytest.Item]) -> None:
    """Within a module, whoever counts everybody before whoever needs somebody standing; and the
    modules of a folder side by side, since a worker keeps for them what was put up once.
    """
    first: dict[Path, int] = {}
    for at, item in enumerate(items):
        first.setdefault(item.path, at)
        first.setdefault(item.path.parent, at)
    items.sort(key=lambda item: (first[item.path.parent], first[item.path], sorted(needs(item))))


def take_back_for(item: pytest.Item) -> None:
    """A worker may be handed the quiet tests of a module after its others."""
    for name in [*_standing][::-1]:
        if name not in needs(item):
            _standing.pop(name)()


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
