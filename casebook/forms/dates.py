"""A date in three boxes, as far as it is known; the month as a number or by its name."""

from calendar import month_name
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from casebook.domain.typed_values import plain
from trials.domain.partial_dates import ImpossibleDate, PartialDate
from trials.wording import worded

PARTS = ("year", "month", "day")
# Said where a box was left empty and nobody said that it is unknown: never filled in silently.
EMPTY = "?"
ENGLISH = [name.casefold() for name in month_name[1:]]
CHINESE = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


def text_of(parts: Mapping[str, str], *, unknown: frozenset[str] = frozenset()) -> str:
    """'2026-03-05', '2026-03', '2026', or what was typed, for the reader of dates to refuse."""
    year, month, day = (plain(parts.get(part, "")) for part in PARTS)
    if not (year or month or day):
        return ""
    boxes = [year or EMPTY, month_number(month) or EMPTY, padded(day) or EMPTY]
    if "month" in unknown and not month:
        boxes = boxes[:1] if not day else boxes
    elif "day" in unknown and not day:
        boxes = boxes[:2]
    return "-".join(boxes)


def parts_of(text: str) -> dict[str, str]:
    """The boxes of a date kept as text."""
    return dict(zip(PARTS, text.split("-"), strict=False)) if text else {}


def padded(number: str) -> str:
    return number.zfill(2) if number.isdecimal() else number


def month_number(typed: str) -> str:
    """3, 03, March, mar, 3月 and 三月 are all 03; what is none of them stays as typed."""
    word = typed.casefold().removesuffix("月")
    if word in CHINESE:
        return padded(str(CHINESE.index(word) + 1))
    named = [name for name in ENGLISH if len(word) >= 3 and name.startswith(word)]
    if named:
        return padded(str(ENGLISH.index(named[0]) + 1))
    return padded(word)


class DateBoxes(forms.Widget):
    """Reads name_year, name_month and name_day; drawn by the page, not by the widget."""

    is_partial = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: data.get(f"{name}_{part}", "") for part in PARTS}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in PARTS)


class DayField(forms.Field):
    """A whole calendar day. The site's calendar decides what lies in the future: the act checks."""

    widget = DateBoxes

    def prepare_value(self, value: Any) -> Any:
        return parts_of(value.isoformat()) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        text = value if isinstance(value, str) else text_of(value or {})
        if not text:
            return None
        try:
            day = PartialDate.parse(text).full
        except ImpossibleDate as error:
            raise forms.ValidationError(worded(error.message)) from error
        if day is None:
            raise forms.ValidationError(_("Give year, month and day."))
        return day
