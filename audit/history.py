"""Row history by database triggers: bulk writes and raw SQL leave an entry too."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db.models import Model

M = TypeVar("M", bound=type[Model])


def tracked(model: M) -> M:
    """Keep every insert, update and delete of this model's rows."""
    decorate: Callable[[M], M] = pghistory.track()
    return decorate(model)


def tracked_without(*fields: str) -> Callable[[M], M]:
    """As `tracked`, but these fields never enter the history (a password's hash)."""
    decorate: Callable[[M], M] = pghistory.track(exclude=list(fields))
    return decorate
