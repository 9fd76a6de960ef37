"""A full write with its history entry, undone at once: what health checks ask."""

import uuid

from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction

from audit.acts import SystemActor, acting

PROBE = "health-probe"


class _Undo(Exception):
    pass


def audited_write_rolled_back() -> None:
    """Raise DatabaseError when a write would fail or would leave no history entry."""
    try:
        with acting(by=SystemActor(PROBE), action="audit.probe"), transaction.atomic():
            # Its own name each time: two probes at once would wait for each other.
            user = get_user_model().objects.create(
                username=f"{PROBE}-{uuid.uuid4()}", is_active=False, printed_name=PROBE
            )
            if user.events.count() != 1:
                raise DatabaseError("the write left no history entry")
            raise _Undo
    except _Undo:
        pass
