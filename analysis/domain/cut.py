"""The content of a data cut as one hash, whatever file format carries it.

Parquet bytes may change with the library that wrote them; what was known does not. Rows are put
in the order of their integer keys and every value is written in one canonical way, so the same
content has the same hash on every machine.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

Content = Mapping[str, "TableContent"]


class Difference(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class TableContent:
    """One table as read; `key` names the integer columns that order its rows."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    key: tuple[str, ...] = ("id",)


@dataclass(frozen=True, kw_only=True)
class TableEntry:
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a cut holds, and what it was taken under: enough to rebuild it from history."""

    trial: str
    known_at: str
    events_to: str
    tables: Mapping[str, TableEntry]
    protocol_versions: Mapping[str, str] = field(default_factory=dict)
    predictor_releases: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    snapshot: str = ""
    highest_events: Mapping[str, int] = field(default_factory=dict)

    @property
    def content_hash(self) -> str:
        """Hash of the tables alone: two cuts that hold the same are the same content."""
        lines = [f"{name} {entry.sha256}" for name, entry in sorted(self.tables.items())]
        return sha256("\n".join(lines))

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        given = json.loads(text)
        tables = {
            name: TableEntry(**{**entry, "columns": tuple(entry["columns"])})
            for name, entry in given.pop("tables").items()
        }
        return cls(tables=tables, **given)


def entries_of(content: Content) -> dict[str, TableEntry]:
    return {
        name: TableEntry(
            columns=table.columns, rows=len(table.rows), sha256=sha256("\n".join(lines_of(table)))
        )
        for name, table in sorted(content.items())
    }


def lines_of(table: TableContent) -> Iterable[str]:
    places = [table.columns.index(name) for name in table.key]
    rows = sorted(table.rows, key=lambda row: [int(row[place]) for place in places])
    yield canonical(table.columns)
    yield from (canonical([plain(value) for value in row]) for row in rows)


def plain(value: Any) -> Any:
    """Write what JSON has no type for, so that no two values of different kind look alike."""
    match value:
        case Decimal():
            return {"decimal": str(value)}  # 1.50 was measured to a hundredth, 1.5 was not
        case datetime():
            return {"instant": value.astimezone(UTC).isoformat()}
        case date():
            return {"date": value.isoformat()}
    return value


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def differences(before: Manifest, after: Manifest) -> dict[str, Difference]:
    """Name the tables that differ between two cuts."""
    found = {}
    for name in sorted({*before.tables, *after.tables}):
        if name not in before.tables:
            found[name] = Difference.ADDED
        elif name not in after.tables:
            found[name] = Difference.REMOVED
        elif before.tables[name].sha256 != after.tables[name].sha256:
            found[name] = Difference.CHANGED
    return found
