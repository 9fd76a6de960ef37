"""Values as a file or a program gives them, as the entries that a form would hold.

A bare value, several codes, `{"value": 1.2, "unit": "mg/dL", "date": "2026-03-05"}`, or why there
is none: `{"missing": "not_done"}`.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from casebook.domain.answers import Entry
from trials.domain.messages import Message
from trials.domain.messages import message as _

# What somebody types into a form; more is a file in the wrong place.
LONGEST, MOST_DIGITS = 2000, 40
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
        if not isinstance(one["missing"], str) or not one["missing"].strip():
            raise NotAnEntry(_("The reason why there is no value is empty."))
        return Entry(missing=one["missing"])
    entry = bare(one["value"])
    unit = str(one["unit"]) if one.get("unit") is not None else None
    return Entry(
        text=entry.text, chosen=entry.chosen, unit=unit, reason=str(one.get("reason") or "")
    )


def bare(value: Any) -> Entry:
    if isinstance(value, bool):
        return Entry(text="yes" if value else "no")
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return Entry(chosen=tuple(short(one) for one in dict.fromkeys(value)))
    if isinstance(value, int | Decimal | float):
        return Entry(text=digits(value))
    if isinstance(value, str) and value.strip():
        return Entry(text=short(value))
    raise NotAnEntry(_("“{value}” is not a value.", value=as_given(value)))


def digits(value: int | float | Decimal) -> str:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if number.is_finite() and (
        abs(number.adjusted()) > MOST_DIGITS or len(number.as_tuple().digits) > MOST_DIGITS
    ):
        raise NotAnEntry(_("This number has more than {n} digits.", n=MOST_DIGITS))
    return format(number, "f")


def short(text: str) -> str:
    if len(text) > LONGEST:
        raise NotAnEntry(_("This text has more than {n} characters.", n=LONGEST))
    return text


def as_given(value: Any) -> str:
    """As the file has it, and not more of it than a person would read."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 100 else f"{text[:100]}…"
