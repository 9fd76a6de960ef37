"""Records that are no forms, as queries and source verification speak of them. Whoever owns such a
kind registers how one is told, when its app is ready.

    other_records.register(Kind(slug="adverse-events", model=AdverseEvent, ...))
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise

if TYPE_CHECKING:
    from casebook.models import Record

EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, kw_only=True)
class Field:
    """`shown` is what the record says, in words."""

    name: str
    label: str
    shown: str


@dataclass(frozen=True, kw_only=True)
class Told:
    heading: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Mending:
    """How a record is corrected as a query suggests. `fields` can be corrected alone;
    `box` is what one is typed into, `fitted` answers the record as it would be kept or refuses it,
    and `correct(record, changed, reason=, by=, at=)` keeps the values of `changed`."""

    fields: Collection[str]
    box: "Callable[[Record, str], forms.Field]"
    fitted: "Callable[[Record, datetime], Record]"
    correct: "Callable[..., Record]"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`slug` stands in addresses and in rows, and never changes. `labels` are the fields one can
    ask about; `decides` those that an endpoint or the safety tables rest on. What is never
    rewritten has no `mending`."""

    slug: str
    model: "type[Record]"
    heading: str | Promise
    labels: Mapping[str, str | Promise]
    decides: frozenset[str]
    shown: "Callable[[Record, str], str]"
    correct_url: "Callable[[Record], str]"
    mending: Mending | None = None

    def box(self, record: "Record", name: str) -> forms.Field | None:
        """What another answer is typed into; nothing where none can be suggested."""
        if self.mending is None or name not in self.mending.fields:
            return None
        return self.mending.box(record, name)

    def told(self, record: "Record") -> Told:
        return Told(
            heading=str(self.heading),
            fields=tuple(
                Field(name=name, label=str(self.labels[name]), shown=self.shown(record, name))
                for name in record.as_values()
                if name in self.labels
            ),
        )

    def answers(self, record: "Record") -> dict[str, Any]:
        """What it says, by field; what was left empty is no answer."""
        return {
            name: value
            for name, value in record.as_values().items()
            if name in self.labels and value not in EMPTY
        }

    def rows(self) -> Any:
        return self.model._default_manager.select_related(
            "activation__site",
            "activation__trial",
            "participant__activation__site",
            "participant__activation__trial",
            "protocol_version__trial",
        ).defer("protocol_version__source")


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.slug] = kind


def kinds() -> Collection[Kind]:
    return _kinds.values()


def called(slug: str) -> Kind | None:
    return _kinds.get(slug)


def kind_of(record: "Record") -> Kind | None:
    """None of a form."""
    return next((one for one in kinds() if one.model is type(record)), None)


def kind_behind(record: "Record") -> Kind:
    found = kind_of(record)
    assert found is not None, f"nobody registered {type(record)}"
    return found


def columns(record: "Record") -> dict[str, Any]:
    """The columns by which a query or a mark names its record, to filter by and to write."""
    kind = kind_of(record)
    if kind is None:
        return {"record": record}
    return {"other_kind": kind.slug, "other_id": record.pk}


def by_key(keys: Collection[tuple[str, int]]) -> "Mapping[tuple[str, int], Record]":
    """One statement for each kind, however many records."""
    found: dict[tuple[str, int], Record] = {}
    for kind in kinds():
        pks = {pk for slug, pk in keys if slug == kind.slug}
        rows = kind.rows().filter(pk__in=pks) if pks else ()
        found |= {(kind.slug, row.pk): row for row in rows}
    return found
