"""What an entry means as an answer, and what is wrong with it on its own."""

from datetime import date

from casebook.domain.answers import Answer, Entry
from casebook.domain.doubts import Problem, Severity, doubts
from casebook.domain.tables import read_table
from casebook.domain.typed_values import Unreadable, read_value
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.protocol.forms import Item, ItemType
from trials.domain.values import Absent, Known

PICKED = frozenset({ItemType.CHOICE, ItemType.CHOICES, ItemType.YES_NO})


def read_answer(item: Item, entry: Entry, today: date) -> tuple[Answer | None, list[Problem]]:
    if entry.missing:
        return read_missing(item, entry)
    missed = [unanswered(item)] if entry.is_empty and item.required else []
    if item.type is ItemType.TABLE and (entry.given or not entry.is_empty):
        return read_rows(item, entry, today, missed)
    if entry.is_empty:
        return None, missed
    try:
        value = read_value(item, entry)
    except Unreadable as error:
        return None, [unreadable(item, error.message, error.mend)]
    answer = Answer(
        content=Known(value, unit=item.unit),
        entered=as_typed(item, entry),
        entered_unit=(entry.unit or item.unit) if item.unit else None,
        reason=entry.reason.strip(),
    )
    return answer, list(doubts(item, answer, today))


def read_rows(
    item: Item, entry: Entry, today: date, missed: list[Problem]
) -> tuple[Answer | None, list[Problem]]:
    """Every row may have been removed; that there were some is remembered."""
    if entry.text.strip() or entry.chosen:
        line = _("{item} is a table and takes no single answer.", item=item.label)
        return None, [unreadable(item, line, _("Give its rows."))]
    answer, found = read_table(item, entry, today, read=read_answer)
    return answer, missed or found


def as_typed(item: Item, entry: Entry) -> str:
    if item.type in PICKED and entry.chosen:
        return ", ".join(entry.chosen)
    return entry.text.strip()


def read_missing(item: Item, entry: Entry) -> tuple[Answer | None, list[Problem]]:
    if entry.missing not in item.missing:
        line = _("“{reason}” is not a reason this question accepts.", reason=entry.missing)
        allowed = ", ".join(item.missing)
        mend = _("Choose one of {codes}.", codes=allowed) if allowed else _("Give the answer.")
        return None, [unreadable(item, line, mend)]
    if entry.has_value:
        line = _("There is both an answer and a reason for having none.")
        return None, [unreadable(item, line, _("Keep one of the two."))]
    # A table remembers which row ids it gave: rows that come later get others.
    content, given = Absent(entry.missing), entry.given if item.type is ItemType.TABLE else 0
    return Answer(content=content, reason=entry.reason.strip(), given=given), []


def unreadable(item: Item, message: Message, mend: Message) -> Problem:
    return Problem(item=item.id, severity=Severity.UNREADABLE, message=message, mend=mend)


def unanswered(item: Item) -> Problem:
    mend = _("Answer it, or say why there is no answer.") if item.missing else _("Give the answer.")
    return Problem(
        item=item.id,
        severity=Severity.UNANSWERED,
        message=_("{item} is not answered.", item=item.label),
        mend=mend,
    )
