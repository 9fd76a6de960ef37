"""Stored answers as people read them: in lists, differences, histories."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casebook.domain.answers import answer_from
from trials.domain.condition_words import MISSING_LABELS
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.protocol.protocol import Protocol
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
        return f"({_(MISSING_LABELS.get(answer.content.reason, answer.content.reason))})"
    return known_shown(protocol, item, answer.content, answer.entered, answer.entered_unit)


def known_shown(
    protocol: Protocol, item: str, known: Known, entered: str, entered_unit: str | None
) -> str:
    declared = protocol.items.get(item)
    if isinstance(known.value, tuple):
        return ", ".join(worded(protocol.word(item, code)) for code in known.value)
    if declared is not None and is_named(declared, known):
        return worded(declared.codes.get(str(known.value))) or worded(
            protocol.word(item, known.value)
        )
    if entered_unit:
        canonical = f" (= {known.value:.4g} {unit_shown(known.unit or '')})"
        return f"{entered} {unit_shown(entered_unit)}" + canonical * (entered_unit != known.unit)
    return entered or worded(known.value)


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
        )
        for item in questions_of(form)
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
