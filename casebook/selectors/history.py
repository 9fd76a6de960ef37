"""What one answer was before: old, new, who, when and why, read from the row history."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import IntegerField, Max
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from accounts.models import User
from casebook.domain.occasions import CHECKS
from casebook.models import FormRecord, Participant

# Compared as text: jsonb takes 1.5 and 1.50 for equal, and the digits typed are part of the datum.
CHANGES = """
WITH e AS (
    SELECT pgh_id, pgh_obj_id, pgh_created_at, pgh_context, data, version,
           lag(data) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS before
      FROM casebook_formrecordevent WHERE participant_id = %(participant)s
)
SELECT pgh_obj_id, k, before->k, data->k, version, pgh_created_at,
       pgh_context->>'user', pgh_context->>'username', pgh_context->>'reason'
  FROM e, jsonb_object_keys(coalesce(before, '{}'::jsonb) || data) AS k
 WHERE (before->k)::text IS DISTINCT FROM (data->k)::text AND k <> %(checks)s
   AND (%(record)s::bigint IS NULL OR pgh_obj_id = %(record)s)
   AND (%(item)s::text IS NULL OR k = %(item)s)
 ORDER BY pgh_id, k
"""


@dataclass(frozen=True, kw_only=True)
class Change:
    """`old` and `new` are answers as stored; None where there was none."""

    record_id: int
    item: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    version: int
    at: datetime
    user: str
    by: str
    why: str


def changes(
    participant: Participant, *, record: FormRecord | None = None, item: str | None = None
) -> list[Change]:
    """Oldest first. One statement, whatever the number of forms and versions."""
    asked = {
        "participant": participant.pk,
        "record": record.pk if record else None,
        "item": item,
        "checks": CHECKS,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, asked)
        rows = cursor.fetchall()
    names = printed_names({row[6] for row in rows})
    return [change(row, names) for row in rows]


def change(row: tuple[Any, ...], names: Mapping[str, str]) -> Change:
    record_id, item, old, new, version, at, user, username, why = row
    return Change(
        record_id=record_id,
        item=item,
        old=as_stored(old),
        new=as_stored(new),
        version=version,
        at=at,
        user=user,
        by=names.get(user, username),
        why=why or "",
    )


def as_stored(value: Any) -> Mapping[str, Any] | None:
    # A raw cursor hands jsonb over as text.
    return json.loads(value) if isinstance(value, str) else value


def printed_names(ids: set[str]) -> dict[str, str]:
    """An import or a sweep acts under its own name."""
    people = User.objects.filter(pk__in=[int(one) for one in ids if one.isdecimal()])
    return {str(user.pk): str(user) for user in people}


def rows_given(record: FormRecord, tables: Iterable[str]) -> dict[str, int]:
    """The highest row id ever given, by table the record says nothing of now: a table that was
    hidden, or whose form was not done, and comes back gives none of them to another row."""
    silent = [name for name in tables if not record.data.get(name, {}).get("given")]
    if record.pk is None or not silent:
        return {}
    events: Any = FormRecord.pgh_event_model  # type: ignore[attr-defined]
    highest = {
        f"table{place}": Max(Cast(KT(f"data__{name}__given"), IntegerField()))
        for place, name in enumerate(silent)
    }
    found = events.objects.filter(pgh_obj=record.pk).aggregate(**highest)
    given = {name: found[f"table{place}"] for place, name in enumerate(silent)}
    return {name: number for name, number in given.items() if number}
