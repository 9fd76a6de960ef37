"""The fields of a protocol form as the browser sends them, and as the record gives them back."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from casebook.domain.answers import Entry, Row, entry_from
from casebook.domain.edit_checks import check_in_row
from casebook.domain.occasions import CHECKS
from casebook.domain.reading import PICKED
from casebook.domain.tables import number
from casebook.domain.tables import rows_in as rows_of
from casebook.forms.dates import parts_of, text_of
from casebook.models import FormRecord
from trials.domain.protocol.forms import Form, Item, ItemType

# Field name -> values, as a draft keeps them.
Fields = Mapping[str, list[str]]

# With a hyphen, which no item can have in its name.
ACT = "form-act"
ASKED = "form-asked"
MAY_DROP = "form-may-drop"
NOT_DONE = "form-not-done"
VERSION = "form-version"


def unit_name(item: str) -> str:
    return f"{item}-unit"


def missing_name(item: str) -> str:
    return f"{item}-missing"


def reason_name(item: str) -> str:
    return f"{item}-reason"


def check_name(check: str) -> str:
    return f"check-{check}"


def row_name(item: str) -> str:
    return f"{item}-row"


def given_name(item: str) -> str:
    return f"{item}-given"


def cell_name(item: str, row: str, column: str) -> str:
    return f"{item}-{row}-{column}"


def file_name(item: str) -> str:
    """Under which the browser sends the content itself."""
    return f"{item}-file"


def first(fields: Fields, name: str) -> str:
    values = fields.get(name) or [""]
    return values[0]


def entries_of(form: Form, fields: Fields) -> dict[str, Entry]:
    items = (item for item in form.items if item.type is not ItemType.CALCULATED)
    return {item.id: entry_of(item, fields) for item in items}


def entry_of(item: Item, fields: Fields) -> Entry:
    if item.type is ItemType.TABLE:
        return table_entry(item, fields)
    is_picked = item.type in PICKED
    return Entry(
        text="" if is_picked else text_typed(item, fields),
        unit=first(fields, unit_name(item.id)) or item.unit,
        chosen=tuple(filter(None, fields.get(item.id, ()))) if is_picked else (),
        missing=first(fields, missing_name(item.id)) or None,
        reason=first(fields, reason_name(item.id)),
    )


def table_entry(item: Item, fields: Fields) -> Entry:
    return Entry(
        rows=tuple(
            Row(id=row, cells=cells_typed(item, row, fields)) for row in rows_in(item, fields)
        ),
        given=number(first(fields, given_name(item.id))),
        missing=first(fields, missing_name(item.id)) or None,
        reason=first(fields, reason_name(item.id)),
    )


def cells_typed(item: Item, row: str, fields: Fields) -> dict[str, Entry]:
    return {one.id: entry_of(cell_of(item, row, one), fields) for one in item.columns}


def cell_of(item: Item, row: str, column: Item) -> Item:
    """The column's question as one row asks it, under a name of its own."""
    return column.model_copy(update={"id": cell_name(item.id, row, column.id)})


def rows_in(item: Item, fields: Fields) -> list[str]:
    return [row for row in fields.get(row_name(item.id), ()) if number(row)]


def with_row(item: Item, fields: Fields) -> dict[str, list[str]]:
    """One more row, under a number that none had before."""
    rows = rows_in(item, fields)
    taken = [number(first(fields, given_name(item.id))), *map(number, rows)]
    return {**fields, row_name(item.id): [*rows, str(max(taken) + 1)]}


def without_row(item: Item, row: str, fields: Fields) -> dict[str, list[str]]:
    rows = rows_in(item, fields)
    given = max([number(first(fields, given_name(item.id))), *map(number, rows)])
    kept = {
        name: values
        for name, values in fields.items()
        if not name.startswith(cell_name(item.id, row, ""))
    }
    return {
        **kept,
        row_name(item.id): [one for one in rows if one != row],
        given_name(item.id): [str(given)],
    }


def text_typed(item: Item, fields: Fields) -> str:
    if item.type is not ItemType.DATE:
        return first(fields, item.id)
    parts = {part: first(fields, f"{item.id}_{part}") for part in ("year", "month", "day")}
    unknown = {part for part in parts if first(fields, f"{item.id}_{part}_unknown")}
    return text_of(parts, unknown=frozenset(unknown))


def reasons_of(form: Form, fields: Fields) -> dict[str, str]:
    return {name: first(fields, check_name(name)) for name in checks_in(form, fields)}


def checks_in(form: Form, fields: Fields) -> Iterator[str]:
    yield from (check.id for check in form.checks)
    for item in form.items:
        for row in rows_in(item, fields) if item.checks else ():
            yield from (check_in_row(check, row) for check in item.checks)


def expected_version(fields: Fields) -> int:
    typed = first(fields, VERSION)
    return int(typed) if typed.isdecimal() else 0


def fields_of_record(record: FormRecord) -> dict[str, list[str]]:
    """What to show when a saved form is opened again."""
    fields: dict[str, list[str]] = {VERSION: [str(record.version)]}
    for name, stored in record.data.items():
        if name == CHECKS:
            fields |= {check_name(check): [reason] for check, reason in stored.items()}
        else:
            fields |= fields_of_stored(name, stored)
    return fields


def fields_of_stored(name: str, stored: Mapping[str, Any]) -> dict[str, list[str]]:
    fields = fields_of_entry(name, entry_from(stored), is_date=is_date(stored))
    for row, cells in rows_of(stored).items():
        for column, cell in cells.items():
            fields |= fields_of_stored(cell_name(name, row, column), cell)
    return fields


def table_fields(name: str, entry: Entry) -> dict[str, list[str]]:
    return {
        row_name(name): [row.id for row in entry.rows],
        given_name(name): [str(entry.given)],
    }


def is_date(stored: Mapping[str, object]) -> bool:
    value = stored.get("value")
    return isinstance(value, dict) and "date" in value


def fields_of_entry(name: str, entry: Entry, *, is_date: bool) -> dict[str, list[str]]:
    fields = {missing_name(name): [entry.missing or ""], reason_name(name): [entry.reason]}
    if entry.given:
        return fields | table_fields(name, entry)
    if is_date:
        return fields | date_fields(name, entry.text)
    if entry.unit:
        fields[unit_name(name)] = [entry.unit]
    fields[name] = list(entry.chosen) if entry.chosen else [entry.text]
    return fields


def date_fields(name: str, text: str) -> dict[str, list[str]]:
    parts = parts_of(text)
    boxes = {f"{name}_{part}": [value] for part, value in parts.items()}
    missing = {"month", "day"} - parts.keys() if parts else set()
    return boxes | {f"{name}_{part}_unknown": ["on"] for part in missing}


def of_item(name: str, item: str) -> bool:
    """Does this field belong to the item?"""
    if re.fullmatch(rf"{item}-(row|given|remove|\d+-.*)", name):
        return True
    return name in {item, unit_name(item), missing_name(item), reason_name(item)} or name in {
        f"{item}_{part}{suffix}" for part in ("year", "month", "day") for suffix in ("", "_unknown")
    }
