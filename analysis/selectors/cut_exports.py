"""A cut for outsiders: its open tables as CSV, and a dictionary of what each column holds."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from analysis.domain.tables import Plain, csv_of
from analysis.models import DataCut
from analysis.selectors.cuts import read_table
from analysis.selectors.results import protocol_of_cut
from trials.domain.protocol.protocol import Protocol

HEAD = ("table", "name", "type", "label_en", "label_zh", "unit", "codes")


def tables_as_csv(cut: DataCut) -> Iterator[tuple[str, str]]:
    """Each open table under its name, columns in the order of the manifest."""
    for name, entry in sorted(cut.manifest["content"]["open"]["tables"].items()):
        columns: Sequence[str] = entry["columns"]
        rows = ([plain(row[column]) for column in columns] for row in read_table(cut, name))
        yield name, csv_of([list(columns), *rows])


def plain(value: Any) -> Plain:
    return value  # type: ignore[no-any-return]  # frozen values are integers, dates or text


def dictionary_of(cut: DataCut) -> str:
    """One line per column of each table, then one per fact: a fact's value lies in `value`."""
    tables = cut.manifest["content"]["open"]["tables"]
    lines = [line for name in sorted(tables) for line in column_lines(name, tables[name])]
    facts = list(fact_lines(protocol_of_cut(cut)))
    return csv_of([list(HEAD), *lines, *facts])


def column_lines(name: str, entry: dict[str, Any]) -> Iterator[list[Plain]]:
    model = apps.get_model(name)
    fields = {field.column: field for field in model._meta.concrete_fields}
    for column in entry["columns"]:
        field = fields.get(column)
        kind = type(field).__name__ if field is not None else ""
        words = str(field.help_text or field.verbose_name) if field is not None else ""
        yield [name, column, kind, words, "", "", codes_of(field)]


def codes_of(field: models.Field | None) -> str:
    choices = field.choices if field is not None else None
    return "; ".join(f"{code}={label}" for code, label in choices or ())


def fact_lines(protocol: Protocol) -> Iterator[list[Plain]]:
    for name in sorted(protocol.names):
        declared = protocol.declaration(name)
        codes = "; ".join(f"{code}={label.en}" for code, label in declared.codes.items())
        label = declared.label
        yield ["fact", name, str(declared.type), label.en, label.zh, declared.unit or "", codes]
