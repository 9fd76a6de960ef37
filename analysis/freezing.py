"""A rebuilt table as Parquet bytes that are the same on every run.

Plain `to_parquet` would carry library metadata: schema metadata, dictionaries and the Arrow schema
are left out, rows are in key order, every value is an integer, a boolean, a date or text.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from django.db import models

from analysis.selectors.as_known import KnownTable

INTEGERS = (models.AutoField, models.IntegerField)


@dataclass(frozen=True, kw_only=True)
class FrozenTable:
    """A table's bytes and what the manifest says of them."""

    name: str
    columns: tuple[str, ...]
    rows: int
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def entry(self) -> dict[str, Any]:
        return {"sha256": self.sha256, "rows": self.rows, "columns": list(self.columns)}


def freeze(table: KnownTable, *, model: type[models.Model]) -> FrozenTable:
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [(field.column, _arrow_type(field)) for field in model._meta.concrete_fields]
    columns = list(zip(*table.rows, strict=True)) or [()] * len(fields)
    arrays = [
        pa.array([_plain(value) for value in values], type=kind)
        for (_, kind), values in zip(fields, columns, strict=True)
    ]
    frame = pa.table(arrays, names=[name for name, _ in fields])
    sink = io.BytesIO()
    pq.write_table(
        frame.replace_schema_metadata(None),
        sink,
        store_schema=False,
        use_dictionary=False,
        compression="zstd",
    )
    return FrozenTable(
        name=table.name, columns=table.columns, rows=len(table.rows), data=sink.getvalue()
    )


def _arrow_type(field: models.Field) -> Any:
    import pyarrow as pa

    if isinstance(field, models.ForeignKey):
        return _arrow_type(field.target_field)
    if isinstance(field, INTEGERS):
        return pa.int64()
    if isinstance(field, models.BooleanField):
        return pa.bool_()
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return pa.date32()
    return pa.string()


def _plain(value: Any) -> Any:
    """Instants and whatever else has no column type of its own become ISO or plain text."""
    import datetime

    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if value is None or isinstance(value, bool | int | datetime.date):
        return value
    return value if isinstance(value, str) else _text(value)


def _text(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
