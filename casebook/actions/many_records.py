"""Records of one model in one statement, made ready by whoever has time and written by another
thread."""

from collections.abc import Callable, Sequence

from django.db import connection
from django.db.models import Model
from django.db.models.sql import InsertQuery

from audit.guarded import check_acting


def statement(records: Sequence[Model]) -> Callable[[], object]:
    """As `bulk_create` would write them, when called. Those without a key are given one by the
    database, and never hear of it."""
    model = type(records[0])
    check_acting(model)
    meta, has_key = model._meta, records[0].pk is not None
    fields = [field for field in meta.concrete_fields if has_key or not field.primary_key]
    query = InsertQuery(model)
    query.insert_values(fields, records)
    ((sql, values),) = query.get_compiler(connection=connection).as_sql()
    cursor = connection.cursor()

    def write() -> None:
        with cursor:
            cursor.execute(sql, values)

    return write
