"""Which facts a filled-in form hands down, read from what it stores and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casebook.domain.answers import Answer, answer_from
from casebook.domain.doubts import doubts
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.values import Absent, Known, Missing


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One answer as a fact: the value or why there is none, and the day it speaks of."""

    name: str
    content: Known | Absent
    date: PartialDate | None = None


def statements(
    form: Form, data: Mapping[str, Any], *, entered_on: date, visit_date: date | None = None
) -> Iterator[Statement]:
    """An answer that still cannot be right, or that nobody has confirmed, is no fact yet."""
    answers = {item.id: answer_from(data[item.id]) for item in form.items if item.id in data}
    day = day_of_form(form, answers) or (PartialDate.of(visit_date) if visit_date else None)
    for item in form.items:
        answer = answers.get(item.id)
        if answer is not None and is_settled(item, answer, entered_on):
            yield statement_of(item, answer, day)


def statement_of(item: Item, answer: Answer, day: PartialDate | None) -> Statement:
    return Statement(name=item.id, content=answer.content, date=date_of(answer, day))


def nothing_done(form: Form) -> Iterator[Statement]:
    """A form that was not done leaves every question without an answer, for that reason."""
    for item in form.items:
        if item.type is not ItemType.CALCULATED:
            yield Statement(name=item.id, content=Absent(Missing.NOT_DONE))


def is_settled(item: Item, answer: Answer, entered_on: date) -> bool:
    if isinstance(answer.content, Absent):
        return True
    return not any(problem.blocks_completion for problem in doubts(item, answer, entered_on))


def day_of_form(form: Form, answers: Mapping[str, Answer]) -> PartialDate | None:
    """A form that opens with a date ("blood taken on") is dated by it."""
    first = answers.get(form.items[0].id)
    return value_as_date(first) if first else None


def date_of(answer: Answer, day: PartialDate | None) -> PartialDate | None:
    return value_as_date(answer) or day


def value_as_date(answer: Answer) -> PartialDate | None:
    content = answer.content
    is_date = isinstance(content, Known) and isinstance(content.value, PartialDate)
    return content.value if is_date else None  # type: ignore[union-attr,return-value]
