"""Stored answers as people read them: in lists, differences, histories."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casebook.domain.answers import Answer, answer_from
from casebook.domain.files import Reference
from casebook.other_records import Told
from trials.domain.condition_words import MISSING_LABELS
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.protocol.protocol import NO, YES, Protocol
from trials.domain.values import Absent, Known
from trials.wording import unit_shown, worded

Stored = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question with its answer, or with two that can be compared."""

    item: str
    label: str
    shown: str
    other: str = ""
    reason: str = ""
    threads: tuple[Any, ...] = ()
    file: Reference | None = None
    verified: Any = None

    @property
    def differs(self) -> bool:
        return self.shown != self.other


def answer_shown(protocol: Protocol, item: str, stored: Stored | None) -> str:
    """The value as it was typed, with its canonical value where that is in another unit."""
    if not stored:
        return ""
    answer = answer_from(stored)
    if isinstance(answer.content, Absent):
        return missing_shown(answer.content)
    if answer.given:
        return "\n".join(f"{row}. {text}" for row, text in rows_shown(protocol, item, answer))
    return known_shown(protocol, item, answer.content, answer.entered, answer.entered_unit)


def missing_shown(absent: Absent) -> str:
    return f"({_(MISSING_LABELS.get(absent.reason, absent.reason))})"


def rows_shown(protocol: Protocol, item: str, answer: Answer) -> Iterator[tuple[str, str]]:
    """Each row's id with its cells in words."""
    table = protocol.items[item]
    for row, cells in answer.rows.items():
        found = ((one, cell_shown(one, cells.get(one.id))) for one in table.columns)
        yield row, "; ".join(f"{worded(one.label)}: {text}" for one, text in found if text)


def row_shown(protocol: Protocol, item: str, stored: Stored | None, row: str) -> str:
    """One row of a stored table; empty where it has no such row."""
    found = rows_shown(protocol, item, answer_from(stored)) if stored else ()
    return dict(found).get(row, "")


def cell_shown(column: Item, answer: Answer | None) -> str:
    if answer is None:
        return ""
    if isinstance(answer.content, Absent):
        return missing_shown(answer.content)
    return value_shown(column, answer)


def value_shown(column: Item, answer: Answer) -> str:
    assert isinstance(answer.content, Known)
    value = answer.content.value
    if isinstance(value, bool):
        return worded(YES if value else NO)
    if isinstance(value, tuple):
        return ", ".join(worded(column.codes[code]) for code in value)
    if str(value) in column.codes:
        return worded(column.codes[str(value)])
    if answer.entered_unit:
        return measured(answer.content, answer.entered, answer.entered_unit)
    return answer.entered or worded(value)


def measured(known: Known, entered: str, unit: str) -> str:
    canonical = f" (= {known.value:.4g} {unit_shown(known.unit or '')})"
    return f"{entered} {unit_shown(unit)}" + canonical * (unit != known.unit)


def known_shown(
    protocol: Protocol, item: str, known: Known, entered: str, entered_unit: str | None
) -> str:
    declared = protocol.items.get(item)
    if declared is not None and declared.type is ItemType.FILE:
        return name_of_file(entered)
    if isinstance(known.value, tuple):
        return ", ".join(worded(protocol.word(item, code)) for code in known.value)
    if declared is not None and is_named(declared, known):
        return worded(declared.codes.get(str(known.value))) or worded(
            protocol.word(item, known.value)
        )
    if entered_unit:
        return measured(known, entered, entered_unit)
    return entered or worded(known.value)


def file_in(item: Item, stored: Stored) -> Reference | None:
    return Reference.parse(stored.get("entered", "")) if item.type is ItemType.FILE else None


def name_of_file(entered: str) -> str:
    found = Reference.parse(entered)
    return found.name if found else entered


def is_named(item: Item, known: Known) -> bool:
    return item.type in {ItemType.CHOICE, ItemType.YES_NO} or str(known.value) in item.codes


def lines_of(protocol: Protocol, form: Form, data: Mapping[str, Stored]) -> list[Line]:
    """What a saved form says, question by question."""
    return [
        Line(
            item=item.id,
            label=worded(item.label),
            shown=answer_shown(protocol, item.id, data.get(item.id)),
            reason=str(data.get(item.id, {}).get("reason", "")),
            file=file_in(item, data.get(item.id, {})),
        )
        for item in questions_of(form)
    ]


def record_lines(
    told: Told, *, threads: Mapping[str, Iterable[Any]], marks: Mapping[str, Any]
) -> list[Line]:
    """What a record that is no form says, field by field."""
    return [
        Line(
            item=one.name,
            label=one.label,
            shown=one.shown,
            threads=tuple(threads.get(one.name, ())),
            verified=marks.get(one.name),
        )
        for one in told.fields
    ]


def compared(
    protocol: Protocol, form: Form, mine: Mapping[str, Stored], theirs: Mapping[str, Stored]
) -> list[Line]:
    """`shown` is the one, `other` the other version; every question, differing or not."""
    return [
        Line(
            item=item.id,
            label=worded(item.label),
            shown=answer_shown(protocol, item.id, mine.get(item.id)),
            other=answer_shown(protocol, item.id, theirs.get(item.id)),
        )
        for item in questions_of(form)
    ]


def questions_of(form: Form) -> Iterator[Item]:
    return (item for item in form.items if item.type is not ItemType.CALCULATED)
