"""A rebuilt table as Parquet bytes that are the same on every run.

Plain `to_parquet` would carry library metadata: schema metadata, dictionaries and the Arrow schema
are left out, rows are in key order, every value is an integer, a boolean, a date or text.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from analysis.selectors.as_known import KnownTable, Rows

INTEGERS = (models.AutoField, models.IntegerField)
AS_THEY_ARE = {type(None), bool, int, str, date}


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
    found = Freezing(table.name, model)
    for rows in table.batches:
        found.add(rows)
    return found.done()


class Freezing:
    """A table on its way to its file, one batch of rows after the other: each is one group of rows
    there, so the same batches give the same bytes."""

    def __init__(self, name: str, model: type[models.Model]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.name, self.rows, self.sink = name, 0, io.BytesIO()
        self.fields = model._meta.concrete_fields
        self.schema = pa.schema([(field.column, _arrow_type(field)) for field in self.fields])
        self.writer = pq.ParquetWriter(
            self.sink, self.schema, store_schema=False, use_dictionary=False, compression="zstd"
        )

    def add(self, rows: Rows) -> None:
        import pyarrow as pa

        if not rows:
            return
        columns = zip(*rows, strict=True)
        arrays = [
            pa.array(_plainly(values, kind), type=kind.type)
            for values, kind in zip(columns, self.schema, strict=True)
        ]
        self.writer.write_table(pa.table(arrays, schema=self.schema), row_group_size=len(rows))
        self.rows += len(rows)

    def done(self) -> FrozenTable:
        self.writer.close()
        columns = tuple(field.column for field in self.fields)
        return FrozenTable(
            name=self.name, columns=columns, rows=self.rows, data=self.sink.getvalue()
        )


def _plainly(values: tuple[Any, ...], kind: Any) -> Any:
    """Whole columns of what needs no change stay as they are: most do."""
    known = set(map(type, values)) <= AS_THEY_ARE
    return values if known else [_plain(value) for value in values]


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
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, bool | int | date):
        return value
    return value if isinstance(value, str) else _text(value)


def _text(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
