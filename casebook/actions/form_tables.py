"""Rows of a table keep their ids for as long as the form lives."""

from collections.abc import Mapping
from typing import Any

from casebook.domain.answers import Entry
from casebook.domain.occasions import CHECKS
from casebook.domain.tables import follows
from casebook.models import FormRecord
from casebook.selectors.history import rows_given


def upon(record: FormRecord, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """A table that is not sent keeps the count of its rows all the same, and one that comes back
    after it was hidden goes on counting."""
    back = rows_given(record, (name for name, entry in entries.items() if entry.rows))
    stands = record.data | {name: {"given": number} for name, number in back.items()}
    counted = {name: Entry() for name, stored in stands.items() if has_given(name, stored)}
    sent = {**counted, **entries}
    return {name: follows(entry, stands.get(name)) for name, entry in sent.items()}


def has_given(name: str, stored: Mapping[str, Any]) -> bool:
    return name != CHECKS and bool(stored.get("given"))
