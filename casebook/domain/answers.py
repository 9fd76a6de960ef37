"""One item's answer: as someone typed it, as it is understood, and as the record keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casebook.domain.fact_values import from_json, to_json
from trials.domain.values import Absent, Known


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What was typed: a text with its unit, chosen codes, or why there is no answer.

    `reason` confirms a value that is possible and yet unlikely.
    """

    text: str = ""
    unit: str | None = None
    chosen: tuple[str, ...] = ()
    missing: str | None = None
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and not self.chosen and not self.missing

    @property
    def has_value(self) -> bool:
        return bool(self.text.strip() or self.chosen)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`content` is canonical; `entered` and `entered_unit` are what the source document says."""

    content: Known | Absent
    entered: str = ""
    entered_unit: str | None = None
    reason: str = ""

    @cached_property
    def stored(self) -> Mapping[str, Any]:
        return self.as_stored()

    def as_stored(self) -> dict[str, Any]:
        """Plain JSON, as `FormRecord.data` keeps it."""
        reason = {"reason": self.reason} if self.reason else {}
        if isinstance(self.content, Absent):
            return {"missing": self.content.reason} | reason
        return {
            "value": to_json(self.content.value),
            "unit": self.content.unit,
            "entered": self.entered,
            "entered_unit": self.entered_unit,
        } | reason


def answer_from(stored: Mapping[str, Any]) -> Answer:
    reason = stored.get("reason", "")
    if "missing" in stored:
        return Answer(content=Absent(stored["missing"]), reason=reason)
    return Answer(
        content=Known(from_json(stored["value"]), unit=stored["unit"]),
        entered=stored["entered"],
        entered_unit=stored["entered_unit"],
        reason=reason,
    )


def entry_from(stored: Mapping[str, Any]) -> Entry:
    """What to show in the form when the record is opened again."""
    answer = answer_from(stored)
    if isinstance(answer.content, Absent):
        return Entry(missing=answer.content.reason, reason=answer.reason)
    value = answer.content.value
    if isinstance(value, tuple):
        return Entry(chosen=value, reason=answer.reason)
    return Entry(text=answer.entered, unit=answer.entered_unit, reason=answer.reason)
