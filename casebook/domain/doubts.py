"""What may be wrong with one answer, and how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from casebook.domain.answers import Answer
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate, Precision
from trials.domain.protocol.forms import Item, ItemType
from trials.domain.values import Known

COARSEST_FIRST = (Precision.YEAR, Precision.MONTH, Precision.DAY)


class Severity(StrEnum):
    """UNREADABLE cannot be kept at all. IMPOSSIBLE and UNANSWERED can be kept in an incomplete
    form. UNLIKELY completes once somebody has said why it is so."""

    UNREADABLE = "unreadable"
    IMPOSSIBLE = "impossible"
    UNANSWERED = "unanswered"
    UNLIKELY = "unlikely"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """`item` is where to mend it, in a table with `row` and, for one cell, `column`; a check
    between answers also names its `check`."""

    item: str
    severity: Severity
    message: Message
    mend: Message
    check: str | None = None
    confirmed_by: str = ""
    row: str = ""
    column: str = ""

    @property
    def place(self) -> str:
        return f"{self.item}-{self.row}-{self.column}" if self.column else self.item

    @property
    def blocks_saving(self) -> bool:
        return self.severity is Severity.UNREADABLE

    @property
    def blocks_completion(self) -> bool:
        return self.severity is not Severity.UNLIKELY or not self.confirmed_by


CONFIRM = _("Correct it, or say why it is right.")


def doubts(item: Item, answer: Answer, today: date) -> Iterator[Problem]:
    """What is wrong with a value that could be read."""
    assert isinstance(answer.content, Known)
    value = answer.content.value
    if item.type is ItemType.TABLE:
        yield from doubts_of_rows(item, answer, today)
    elif isinstance(value, PartialDate):
        yield from doubts_of_date(item, value, today)
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        yield from doubts_of_number(item, Decimal(value), answer)


def doubts_of_rows(item: Item, answer: Answer, today: date) -> Iterator[Problem]:
    yield from how_many(item, len(answer.rows))
    for row, cells in answer.rows.items():
        for column in item.columns:
            one = cells.get(column.id)
            if one is not None and isinstance(one.content, Known):
                yield from (in_cell(item, row, found) for found in doubts(column, one, today))


def in_cell(item: Item, row: str, problem: Problem) -> Problem:
    """What is wrong with a column's answer, said of the row it stands in."""
    column = item.by_column[problem.item].label
    message = _("Row {row}, {column}: {said}", row=row, column=column, said=problem.message)
    return replace(problem, item=item.id, row=row, column=problem.item, message=message)


def how_many(item: Item, rows: int) -> Iterator[Problem]:
    if item.rows is not None and rows < item.rows.min:
        message = _("{item} needs {least} rows or more.", item=item.label, least=item.rows.min)
        yield impossible(item, message, _("Add the rows that are missing."))
    if item.rows is not None and rows > item.rows.max:
        message = _("{item} takes {most} rows at most.", item=item.label, most=item.rows.max)
        yield impossible(item, message, _("Remove rows."))


def doubts_of_date(item: Item, value: PartialDate, today: date) -> Iterator[Problem]:
    if COARSEST_FIRST.index(value.precision) < COARSEST_FIRST.index(item.partial):
        yield impossible(
            item,
            _("{date} is not exact enough.", date=value),
            _("Give the date at least to the {part}.", part=PART_NAMES[item.partial]),
        )
    if item.past_only and value.earliest() > today:
        yield impossible(
            item,
            _("{date} lies in the future; today is {today}.", date=value, today=today),
            _("Correct the date; what is only planned is not recorded yet."),
        )


PART_NAMES = {
    Precision.YEAR: _("year"),
    Precision.MONTH: _("month"),
    Precision.DAY: _("day"),
}


def doubts_of_number(item: Item, value: Decimal, answer: Answer) -> Iterator[Problem]:
    shown = as_entered(value, item, answer)
    if item.range is not None and is_outside(value, item.range.min, item.range.max):
        message = out_of_range(shown, item.range.min, item.range.max, item)
        yield impossible(item, message, _("Correct the value or its unit."))
    elif item.plausible is not None and is_outside(value, *item.plausible):
        yield Problem(
            item=item.id,
            severity=Severity.UNLIKELY,
            message=implausible(shown, *item.plausible, item),
            mend=CONFIRM,
            confirmed_by=answer.reason,
        )


def out_of_range(shown: str, low: Decimal | None, high: Decimal | None, item: Item) -> Message:
    if low is None:
        return _(
            "{value} is impossible: {high} is the most.", value=shown, high=in_unit(high, item)
        )
    if high is None:
        return _("{value} is impossible: {low} is the least.", value=shown, low=in_unit(low, item))
    return _(
        "{value} is impossible: the bounds are {low} and {high}.",
        value=shown,
        low=in_unit(low, item),
        high=in_unit(high, item),
    )


def implausible(shown: str, low: Decimal, high: Decimal, item: Item) -> Message:
    return _(
        "{value} is unusual: expected {low} to {high}.",
        value=shown,
        low=low,
        high=in_unit(high, item),
    )


def in_unit(bound: Decimal | None, item: Item) -> str:
    return f"{bound} {item.unit or ''}".strip()


def impossible(item: Item, message: Message, mend: Message) -> Problem:
    return Problem(item=item.id, severity=Severity.IMPOSSIBLE, message=message, mend=mend)


def is_outside(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def as_entered(value: Decimal, item: Item, answer: Answer) -> str:
    """The value as typed, and what it comes to in the unit it is judged in."""
    typed = f"{answer.entered} {answer.entered_unit or ''}".strip()
    if answer.entered_unit in {None, item.unit}:
        return typed
    return f"{typed} ({value:.4g} {item.unit})"
