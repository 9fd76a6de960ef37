"""What stands in the cells of a laboratory table: a value with its sign, flag or unit; limits."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from followup.domain.flat_tables import Row, UnreadableCell
from followup.domain.laboratory.names import spelling
from followup.domain.laboratory.results import Limits
from followup.domain.table_numbers import PLAIN, Comma, is_nothing
from trials.domain.messages import Message
from trials.domain.messages import message as _

SIGNS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">=", "=": ""}
NUMBER = r"\d[\d.,]*"
VALUE = re.compile(
    r"(?P<sign>[<>=≤≥]*)\s*"
    r"(?P<number>[+-]?[.,]?\d(?:[\d.,'’ ]*[\d.])?(?:[eE][+-]?\d+)?)\s*(?P<rest>.*)"
)
# What analyzers print behind a value that lies beyond the limits.
FLAG = re.compile(r"[(\[]?\s*(?:[hln]{1,2}|high|low|[*↑↓]+|偏?[高低])\s*[)\]]?", re.IGNORECASE)
RANGE = re.compile(
    rf"(?:({NUMBER})?\s*(?:-{{1,2}}|–|—|~|to|至|;)\s*({NUMBER})"
    rf"|(?:[<≤]=?|up to|at most|小于|低于|不超过)\s*({NUMBER})"
    rf"|(?:[>≥]=?|at least|大于|高于|不低于)\s*({NUMBER}))[^\d]*",
    re.IGNORECASE,
)


def value_and_unit(row: Row) -> tuple[str, Decimal, str]:
    """The sign of a value beyond what the device measures, the value, and its unit: that of the
    column, or of the same cell where the column has none."""
    text, unit = row.needed("value"), row.text("unit")
    if PLAIN.fullmatch(text):
        return "", row.decimal("value", text), unit
    if is_nothing(text):
        raise UnreadableCell("value", _("There is no result: “{text}”.", text=text))
    found = VALUE.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        row.decimal("value", text)
        raise UnreadableCell("value", _("“{text}” is no result in numbers.", text=text))
    value = row.decimal("value", found["number"])
    if value < 0:
        raise UnreadableCell("value", _("A laboratory value is not below zero."))
    sign = SIGNS.get(found["sign"], found["sign"])
    return sign, value, unit_in(text, found["rest"], unit)


def unit_in(text: str, rest: str, unit: str) -> str:
    bare = FLAG.sub("", rest, count=1).strip() if FLAG.match(rest) else rest
    if FLAG.fullmatch(rest) or not rest:
        return unit
    if bare != rest and spelling(bare) == spelling(unit):
        return unit
    if unit and spelling(rest) != spelling(unit):
        raise UnreadableCell(
            "value", _("“{text}”: only a number, and its unit in its own column.", text=text)
        )
    return unit or rest


def limits_of(row: Row, lower: str, upper: str, both: str) -> Limits:
    """In a column each, or as a range in one; where both stand, a column of its own counts."""
    columns = (lower, upper, both)
    return limits_from(columns, tuple(row.text(one) for one in columns), row.comma)


@lru_cache(maxsize=16384)
def limits_from(columns: tuple[str, ...], texts: tuple[str, ...], comma: Comma) -> Limits:
    """A laboratory has few: a table says the same ones over and over."""
    row = Row(number=0, cells=dict(zip(columns, texts, strict=True)), comma=comma)
    lower, upper, both = columns
    low, high = range_in(row, both)
    given_low, given_high = not_negative(row, lower), not_negative(row, upper)
    limits = Limits(
        lower=low if given_low is None else given_low,
        upper=high if given_high is None else given_high,
    )
    if limits.upper is not None and limits.upper <= (limits.lower or 0):
        raise UnreadableCell(upper, above(limits))
    return limits


def above(limits: Limits) -> Message:
    if limits.lower:
        return _(
            "The upper limit {upper} must lie above the lower one, {lower}. Are they swapped?",
            upper=limits.upper,
            lower=limits.lower,
        )
    return _("The upper limit {limit} must lie above the lower one.", limit=limits.upper)


def range_in(row: Row, column: str) -> tuple[Decimal | None, Decimal | None]:
    """Read "7-40", "≤40" or ">90"."""
    text = row.text(column)
    if not text or is_nothing(text):
        return None, None
    bare = unicodedata.normalize("NFKC", text).strip(" ()[]")
    found = RANGE.fullmatch(bare)
    if found is None:
        raise UnreadableCell(
            column, _("“{text}” is not a range. Write it as 7-40, <40 or >90.", text=text)
        )
    low, high, at_most, at_least = (
        row.decimal(column, one) if one else None for one in found.groups()
    )
    return low if low is not None else at_least, high if high is not None else at_most


def not_negative(row: Row, column: str) -> Decimal | None:
    """A limit may stand with its sign: <40."""
    text = row.text(column).lstrip("<>=≤≥＜＞ ")
    number = row.decimal(column, text) if text and not is_nothing(text) else None
    if number is not None and number < 0:
        raise UnreadableCell(column, _("A laboratory value is not below zero."))
    return number
