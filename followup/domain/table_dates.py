"""Dates as tables of other houses have them; what could be two days is not guessed."""

import re
import unicodedata
from functools import lru_cache

from trials.domain.messages import message as _
from trials.domain.partial_dates import ImpossibleDate, PartialDate

TIME_OF_DAY = re.compile(r"[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$")
UNKNOWN_END = re.compile(r"(?:[-/. ](?:UN[KN]?|XX|-+|\?+))+$", re.IGNORECASE)
YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?")
CHINESE = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?")
TIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH_NAMED = re.compile(r"(?:(\d{1,2})[- /.]?)?([A-Za-z]{3})[a-z]*[- /.,]*(\d{4})")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@lru_cache(maxsize=16384)
def date_of(text: str) -> PartialDate:
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = UNKNOWN_END.sub("", TIME_OF_DAY.sub("", plain))
    for shape in (CHINESE, TIGHT):
        if found := shape.fullmatch(plain):
            return made(*found.groups())
    if found := YEAR_FIRST.fullmatch(plain):
        return made(found[1], found[3], found[4])
    if (found := MONTH_NAMED.fullmatch(plain)) and found[2].casefold() in MONTHS:
        return made(found[3], str(MONTHS.index(found[2].casefold()) + 1), found[1])
    if found := YEAR_LAST.fullmatch(plain):
        return year_last(text, *found.groups())
    return PartialDate.parse(text)


def year_last(text: str, first: str, mark: str, second: str, year: str) -> PartialDate:
    """With points the day goes first; otherwise only a number above 12 tells which is the day."""
    if mark == "." or int(first) > 12 or first == second:
        return made(year, second, first)
    if int(second) > 12:
        return made(year, first, second)
    raise ImpossibleDate(
        _("“{text}” can be two days: write year-month-day, such as 2026-03-05.", text=text)
    )


def made(year: str, month: str | None, day: str | None) -> PartialDate:
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
