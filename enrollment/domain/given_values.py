"""Values as a file or a program gives them, as the entries that a form would hold.

A bare value, several codes, `{"value": 1.2, "unit": "mg/dL", "date": "2026-03-05"}`, or why there
is none: `{"missing": "not_done"}`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from casebook.domain.answers import Entry
from trials.domain.messages import Message
from trials.domain.messages import message as _

KEYS = ("value", "unit", "date", "missing", "reason")


class NotAnEntry(ValueError):
    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def entry_of(one: Any) -> Entry:
    """A bare value, several codes, or a value with its unit, or why there is none."""
    if isinstance(one, Entry):
        return one
    if not isinstance(one, Mapping):
        return bare(one)
    strange = [key for key in one if key not in KEYS]
    if strange or ("value" in one) is ("missing" in one):
        raise NotAnEntry(_("This is neither a value nor a reason why there is none."))
    if "missing" in one:
        return Entry(missing=str(one["missing"]))
    entry = bare(one["value"])
    unit = str(one["unit"]) if one.get("unit") is not None else None
    return Entry(
        text=entry.text, chosen=entry.chosen, unit=unit, reason=str(one.get("reason") or "")
    )


def bare(value: Any) -> Entry:
    if isinstance(value, bool):
        return Entry(text="yes" if value else "no")
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return Entry(chosen=tuple(value))
    if isinstance(value, int | Decimal):
        return Entry(text=format(Decimal(value), "f"))
    if isinstance(value, float):
        return Entry(text=format(Decimal(repr(value)), "f"))
    if isinstance(value, str) and value.strip():
        return Entry(text=value)
    raise NotAnEntry(_("“{value}” is not a value.", value=value))
