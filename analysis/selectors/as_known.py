"""Rebuild a table as it was known at a tick, from its history.

A time does not identify what was known: a transaction begun before it may commit after it. The
tick's snapshot does; the id bound also holds after a restore into a new cluster, where
transaction ids start low again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from audit.models import Tick


class NotKnownYet(LookupError):
    """No tick was noted at or before that instant."""


Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class KnownTable:
    """One table by key, so many rows at a time; columns in the order of the model's fields. Two
    million facts are never held at once; `batches` can be gone through once."""

    name: str
    columns: tuple[str, ...]
    batches: Iterator[Rows]


REBUILD = """
SELECT {columns} FROM (
  SELECT DISTINCT ON (pgh_obj_id) * FROM "{history}"
  WHERE pgh_id <= %s AND pg_visible_in_snapshot(pgh_xid, %s::pg_snapshot)
    AND activation_id = ANY(%s)
  ORDER BY pgh_obj_id, pgh_id DESC
) AS latest WHERE pgh_label <> 'delete' ORDER BY pgh_obj_id
"""
# Decides what the rows of a cut are grouped by in its files, so it never depends on the machine.
BATCH = 50_000
# Unpinned, the same rows print differently in different sessions.
PINNED = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; "
    "SET LOCAL extra_float_digits = 1; SET LOCAL cursor_tuple_fraction = 1"
)


def tick_at(instant: datetime) -> Tick:
    """The last tick not after this instant."""
    tick = Tick.objects.filter(noted_at__lte=instant).order_by("-noted_at", "-pk").first()
    if tick is None:
        raise NotKnownYet(
            f"Nothing is noted as known at {instant:%Y-%m-%d %H:%M:%S} UTC: this Concord began "
            "later. Choose a later instant."
        )
    return tick


def rebuild(model: type[Model], *, tick: Tick, activation_ids: list[int]) -> KnownTable:
    """The rows of a tracked clinical model at these sites, as known at the tick."""
    history = model.pgh_event_model._meta.db_table  # type: ignore[attr-defined]
    names = tuple(field.column for field in model._meta.concrete_fields)
    columns = ", ".join(f'"{name}"' for name in names)
    asked = REBUILD.format(columns=columns, history=history)
    bound = [tick.highest_events.get(history, 0), tick.snapshot, activation_ids]
    return KnownTable(name=model._meta.label_lower, columns=names, batches=fetched(asked, bound))


def fetched(asked: str, bound: list[Any]) -> Iterator[Rows]:
    """From the server's side of a cursor, which plans as for all of the rows."""
    with connection.cursor() as pinning:
        pinning.execute(PINNED)
    with connection.chunked_cursor() as cursor:
        cursor.execute(asked, bound)
        while rows := cursor.fetchmany(BATCH):
            yield rows
