"""Protocol words and domain sentences in the reader's language."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from trials.domain.messages import Message
from trials.domain.partial_dates import PartialDate
from trials.domain.text import Text

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


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


# UCUM codes as laboratories print them; what is not here reads well as it is.
PRINTED_UNITS = {
    "mm[Hg]": "mmHg",
    "Cel": "°C",
    "umol/L": "µmol/L",
    "ug/L": "µg/L",
    "uL": "µL",
}


def unit_shown(code: str) -> str:
    """10*9/L as 10⁹/L, [IU]/mL as IU/mL."""
    if code in PRINTED_UNITS:
        return PRINTED_UNITS[code]
    plain = code.replace("[IU]", "IU").replace("/uL", "/µL")
    base, star, power = plain.partition("10*")
    if not star:
        return plain
    digits = power[: len(power) - len(power.lstrip("0123456789"))]
    return f"{base}10{digits.translate(SUPERSCRIPT)}{power[len(digits) :]}"


def with_weekday(day: date) -> str:
    """2026-03-05 Thu: in lists the weekday helps to plan."""
    return f"{day.isoformat()} {date_format(day, 'D')}"
