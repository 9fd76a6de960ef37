"""Numbers as people and machines write them in a table: 1234.5, 1,234.5, 1 234,5."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from trials.domain.messages import Message
from trials.domain.messages import message as _

SPACED = re.compile(r"(?<=\d)[  '’](?=\d{3}(?!\d))")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
SIGN = r"[<>=≤≥+\-\s]*"
# What no reading of the other kind allows.
SURELY_GROUPED = re.compile(rf"{SIGN}\d{{1,3}}(?:(?:,\d{{3}}){{2,}}|(?:,\d{{3}})+\.\d+)\s*")
SURELY_DECIMAL = re.compile(rf"{SIGN}(?:\d*,(?:\d{{1,2}}|\d{{4,}})|0,\d+|\d{{4,}},\d+)\s*")
# What laboratories write where there is no number to write.
NOTHING = frozenset(
    [
        *("na", "n/a", "n.a.", "nd", "n.d.", "nr", "none", "null", "nil", "nan", "unk", "unknown"),
        *("missing", "notdone", "notavailable", "notapplicable", "notreported", "notassessed"),
        *("pending", ".", "-", "--", "---", "–", "—", "/", "//", "\\", "?", "*"),
        *("无", "未知", "未做", "未测", "未查", "未检", "未检测", "缺失", "不详", "不适用", "待查"),
    ]
)
# What needs no second look: 1234.5
PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")
HAS_COMMA = re.compile(r"\d,|,\d").search


class Comma(StrEnum):
    """What a comma between digits means in one table."""

    DECIMAL = "decimal"
    GROUPS = "groups"
    UNTOLD = "untold"


class NotANumber(ValueError):
    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@lru_cache(maxsize=65536)
def is_nothing(text: str) -> bool:
    return tight(text) in NOTHING


def tight(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def comma_in(cells: Iterable[str], *, separator: str) -> Comma:
    """Told by the cells that can be read in one way only; else by what parts the columns."""
    grouped = decimals = False
    for cell in filter(HAS_COMMA, cells):
        grouped = grouped or SURELY_GROUPED.fullmatch(cell) is not None
        decimals = decimals or SURELY_DECIMAL.fullmatch(cell) is not None
    if grouped and decimals:
        return Comma.UNTOLD
    if grouped or decimals:
        return Comma.GROUPS if grouped else Comma.DECIMAL
    return Comma.GROUPS if separator == "," else Comma.UNTOLD


@lru_cache(maxsize=65536)
def number_of(text: str, comma: Comma = Comma.UNTOLD) -> Decimal:
    """A finite number; raises NotANumber with what is wrong."""
    if PLAIN.fullmatch(text):
        return Decimal(text)
    plain = SPACED.sub("", unicodedata.normalize("NFKC", text).strip())
    try:
        number = Decimal(with_point(plain, comma))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise NotANumber(_("“{text}” is not a number. Write it as 1234.5.", text=text[:60]))
    return number


def with_point(text: str, comma: Comma) -> str:
    if "," not in text:
        return text
    is_grouped = GROUPED.fullmatch(text) is not None
    if comma is Comma.UNTOLD and is_grouped and not SURELY_GROUPED.fullmatch(text):
        raise NotANumber(
            _("“{text}” can be read in two ways: write {one} or {other}.", **both(text))
        )
    if is_grouped and comma is not Comma.DECIMAL:
        return text.replace(",", "")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def both(text: str) -> dict[str, str]:
    return {"text": text, "one": text.replace(",", ""), "other": text.replace(",", ".")}
