"""One item's answer: as someone typed it, as it is understood, and as the record keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from casebook.domain.fact_values import from_json, to_json
from trials.domain.values import Absent, Known


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table as typed; a new one may leave its id to the form."""

    id: str = ""
    cells: "Mapping[str, Entry]" = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return all(cell.is_empty for cell in self.cells.values())


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What was typed: a text with its unit, chosen codes, or why there is no answer; for a table
    its rows.

    `reason` confirms a value that is possible and yet unlikely. `given` is the highest row id given
    so far, so that none comes back with another meaning.
    """

    text: str = ""
    unit: str | None = None
    chosen: tuple[str, ...] = ()
    missing: str | None = None
    reason: str = ""
    rows: tuple[Row, ...] = ()
    given: int = 0

    @cached_property
    def is_empty(self) -> bool:
        return not self.has_value and not self.missing

    @cached_property
    def has_value(self) -> bool:
        return bool(self.text.strip() or self.chosen or not all(one.is_empty for one in self.rows))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`content` is canonical; `entered` and `entered_unit` are what the source document says."""

    content: Known | Absent
    entered: str = ""
    entered_unit: str | None = None
    reason: str = ""
    # Of a table: row id -> column -> answer.
    rows: "Mapping[str, Mapping[str, Answer]]" = field(default_factory=dict)
    given: int = 0

    @cached_property
    def stored(self) -> Mapping[str, Any]:
        return self.as_stored()

    def as_stored(self) -> dict[str, Any]:
        """Plain JSON, as `FormRecord.data` keeps it."""
        reason = {"reason": self.reason} if self.reason else {}
        if isinstance(self.content, Absent):
            counter = {"given": self.given} if self.given else {}
            return {"missing": self.content.reason} | counter | reason
        return {
            "value": to_json(self.content.value),
            "unit": self.content.unit,
            "entered": self.entered,
            "entered_unit": self.entered_unit,
            **self.rows_stored(),
        } | reason

    def rows_stored(self) -> dict[str, Any]:
        if not self.given:
            return {}
        rows = {
            row: {column: one.as_stored() for column, one in cells.items()}
            for row, cells in self.rows.items()
        }
        return {"rows": rows, "given": self.given}


def answer_from(stored: Mapping[str, Any]) -> Answer:
    reason = stored.get("reason", "")
    given = stored.get("given", 0)
    if "missing" in stored:
        return Answer(content=Absent(stored["missing"]), reason=reason, given=given)
    return Answer(
        content=Known(from_json(stored["value"]), unit=stored["unit"]),
        entered=stored["entered"],
        entered_unit=stored["entered_unit"],
        reason=reason,
        rows=rows_from(stored),
        given=given,
    )


def rows_from(stored: Mapping[str, Any]) -> dict[str, dict[str, Answer]]:
    """In the order they stood in: jsonb keeps none."""
    rows = stored.get("rows", {})
    return {
        row: {column: answer_from(one) for column, one in rows[row].items()}
        for row in (stored["value"] if rows else ())
    }


def entry_from(stored: Mapping[str, Any]) -> Entry:
    """What to show in the form when the record is opened again."""
    answer = answer_from(stored)
    if isinstance(answer.content, Absent):
        return Entry(missing=answer.content.reason, reason=answer.reason, given=answer.given)
    if answer.given:
        rows = tuple(row_from(row, stored["rows"][row]) for row in answer.rows)
        return Entry(rows=rows, given=answer.given, reason=answer.reason)
    value = answer.content.value
    if isinstance(value, tuple):
        return Entry(chosen=value, reason=answer.reason)
    return Entry(text=answer.entered, unit=answer.entered_unit, reason=answer.reason)


def row_from(row: str, cells: Mapping[str, Any]) -> Row:
    return Row(id=row, cells={column: entry_from(one) for column, one in cells.items()})
