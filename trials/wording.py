"""Protocol words and domain sentences in the reader's language."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from trials.domain.messages import Message
from trials.domain.partial_dates import PartialDate
from trials.domain.text import Text


def worded(value: object) -> str:
    """A text of the protocol, a message, a label, or any value, as the reader reads it."""
    if isinstance(value, Text):
        return value.in_language(get_language() or "en")
    if isinstance(value, Message):
        return value.render(gettext, worded)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PartialDate):
        return value.iso()
    return "" if value is None else str(value)


def with_weekday(day: date) -> str:
    """2026-03-05 Thu: in lists the weekday helps to plan."""
    return f"{day.isoformat()} {date_format(day, 'D')}"
