"""The fields of a protocol form as the browser sends them, and as the record gives them back."""

from collections.abc import Mapping

from casebook.domain.answers import Entry, entry_from
from casebook.domain.edit_checks import PICKED
from casebook.domain.occasions import CHECKS
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


def first(fields: Fields, name: str) -> str:
    values = fields.get(name) or [""]
    return values[0]


def entries_of(form: Form, fields: Fields) -> dict[str, Entry]:
    items = (item for item in form.items if item.type is not ItemType.CALCULATED)
    return {item.id: entry_of(item, fields) for item in items}


def entry_of(item: Item, fields: Fields) -> Entry:
    is_picked = item.type in PICKED
    return Entry(
        text="" if is_picked else text_typed(item, fields),
        unit=first(fields, unit_name(item.id)) or item.unit,
        chosen=tuple(filter(None, fields.get(item.id, ()))) if is_picked else (),
        missing=first(fields, missing_name(item.id)) or None,
        reason=first(fields, reason_name(item.id)),
    )


def text_typed(item: Item, fields: Fields) -> str:
    if item.type is not ItemType.DATE:
        return first(fields, item.id)
    parts = {part: first(fields, f"{item.id}_{part}") for part in ("year", "month", "day")}
    unknown = {part for part in parts if first(fields, f"{item.id}_{part}_unknown")}
    return text_of(parts, unknown=frozenset(unknown))


def reasons_of(form: Form, fields: Fields) -> dict[str, str]:
    return {check.id: first(fields, check_name(check.id)) for check in form.checks}


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
            fields |= fields_of_entry(name, entry_from(stored), is_date=is_date(stored))
    return fields


def is_date(stored: Mapping[str, object]) -> bool:
    value = stored.get("value")
    return isinstance(value, dict) and "date" in value


def fields_of_entry(name: str, entry: Entry, *, is_date: bool) -> dict[str, list[str]]:
    fields = {missing_name(name): [entry.missing or ""], reason_name(name): [entry.reason]}
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
    return name in {item, unit_name(item), missing_name(item), reason_name(item)} or name in {
        f"{item}_{part}{suffix}" for part in ("year", "month", "day") for suffix in ("", "_unknown")
    }
