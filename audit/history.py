"""Row history by database triggers: bulk writes and raw SQL leave an entry too."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db.models import Model

M = TypeVar("M", bound=type[Model])


def events() -> tuple[pghistory.Tracker, ...]:
    """Inserts are noted once a statement: an import brings a hundred thousand facts in a few.

    condition=None: OLD.* IS DISTINCT FROM NEW.* takes jsonb 1.50 and 1.5 for equal and misses it.
    """
    return (
        pghistory.InsertEvent(level=pghistory.Statement),
        pghistory.UpdateEvent(condition=None),
        pghistory.DeleteEvent(),
    )


def tracked(model: M) -> M:
    """Keep every insert, update and delete of this model's rows."""
    decorate: Callable[[M], M] = pghistory.track(*events())
    return decorate(model)


def tracked_without(*fields: str) -> Callable[[M], M]:
    """As `tracked`, but these fields never enter the history (a password's hash)."""
    decorate: Callable[[M], M] = pghistory.track(*events(), exclude=list(fields))
    return decorate
