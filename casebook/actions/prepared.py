"""A statement made ready here and written by another thread, while this one goes on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection


def prepared(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> Callable[[], None]:
    """Writes it when called. Connections belong to a thread, so the cursor is opened here."""
    cursor = connection.cursor()

    def write() -> None:
        with cursor:
            cursor.execute(sql, values)

    return write
