"""A date as far as it is known, and an instant at a site."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from casebook.forms.dates import PARTS, DateBoxes, parts_of, text_of
from trials.domain.partial_dates import ImpossibleDate, PartialDate
from trials.wording import worded

MAY_BE_UNKNOWN = ("month", "day")


class PartialBoxes(DateBoxes):
    """Three boxes, of which month and day may be declared unknown."""

    is_partial = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        unknown = {
            f"{part}_unknown": data.get(f"{name}_{part}_unknown", "") for part in MAY_BE_UNKNOWN
        }
        return {**super().value_from_datadict(data, files, name), **unknown}


class PartialDateField(forms.Field):
    """Never completed silently: a part is given, declared unknown, or asked for again."""

    widget = PartialBoxes

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, PartialDate):
            return value
        parts = parts_of(value.iso())
        unknown = {f"{part}_unknown": "on" for part in MAY_BE_UNKNOWN if part not in parts}
        return {**parts, **unknown}

    def to_python(self, value: Any) -> PartialDate | None:
        given = value or {}
        boxes = {part: given.get(part, "") for part in PARTS}
        unknown = {part for part in MAY_BE_UNKNOWN if given.get(f"{part}_unknown")}
        text = text_of(boxes, unknown=frozenset(unknown))
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ImpossibleDate as error:
            raise forms.ValidationError(worded(error.message)) from error


class ClockField(forms.TimeField):
    """A time of day in 24 hours."""

    input_formats = ("%H:%M", "%H.%M", "%H%M")
    default_error_messages = {"invalid": _("Write hours and minutes: 14:05.")}

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if hasattr(value, "hour") else value


def instant(cleaned: dict[str, Any], name: str, zone: str) -> datetime:
    """From name_date and name_time, by the clock on the wall of the site."""
    day, clock = cleaned[f"{name}_date"], cleaned[f"{name}_time"]
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone))


def on_the_wall(at: datetime, name: str, zone: str) -> dict[str, Any]:
    local = at.astimezone(ZoneInfo(zone))
    return {f"{name}_date": local.date(), f"{name}_time": local.time()}
