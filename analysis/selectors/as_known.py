"""Rebuild a table as it was known at a tick, from its history.

A time does not identify what was known: a transaction begun before it may commit after it. The
tick's snapshot does; the id bound also holds after a restore into a new cluster, where
transaction ids start low again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from audit.models import Tick


class NotKnownYet(LookupError):
    """No tick was noted at or before that instant."""


@dataclass(frozen=True, kw_only=True)
class KnownTable:
    """One table's rows, by key; columns in the order of the model's fields."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


REBUILD = """
SELECT {columns} FROM (
  SELECT DISTINCT ON (pgh_obj_id) * FROM "{history}"
  WHERE pgh_id <= %s AND pg_visible_in_snapshot(pgh_xid, %s::pg_snapshot)
    AND activation_id = ANY(%s)
  ORDER BY pgh_obj_id, pgh_id DESC
) AS latest WHERE pgh_label <> 'delete' ORDER BY id
"""
# Unpinned, the same rows print differently in different sessions.
PINNED = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1"
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
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(PINNED)
        cursor.execute(
            REBUILD.format(columns=columns, history=history),
            [tick.highest_events.get(history, 0), tick.snapshot, activation_ids],
        )
        rows = cursor.fetchall()
    names = tuple(field.column for field in fields)
    return KnownTable(name=model._meta.label_lower, columns=names, rows=rows)
