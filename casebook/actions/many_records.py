"""Records of one model in one statement, made ready by whoever has time and written by another
thread."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Model

from audit.guarded import check_acting
from casebook.actions.prepared import prepared

# One text travels instead of ten thousand cells, which would each be prepared and quoted.
INTO_TABLE = """
INSERT INTO "{table}" ({columns})
SELECT {columns} FROM jsonb_populate_recordset(NULL::"{table}", %s::jsonb)
"""


def statement(records: Sequence[Model]) -> Callable[[], object]:
    """As `bulk_create` would write them, when called. Those without a key are given one by the
    database, and never hear of it."""
    model = type(records[0])
    check_acting(model)
    meta, has_key = model._meta, records[0].pk is not None
    fields = [field for field in meta.concrete_fields if has_key or not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    names = [(field.column, field.attname) for field in fields]
    rows = [{column: getattr(one, name) for column, name in names} for one in records]
    text = json.dumps(rows, default=as_text)
    return prepared(INTO_TABLE.format(table=meta.db_table, columns=columns), [text])


def as_text(value: object) -> str:
    """What JSON has no word for and the database reads from its text; bytes are not such."""
    if isinstance(value, date | Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as text")
