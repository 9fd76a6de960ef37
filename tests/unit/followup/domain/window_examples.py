"""Worked windows of treatment, held by the tests and printed in docs/safety/windows.md."""

from datetime import date
from typing import NamedTuple

from followup.domain.treatment_windows import Window, emergent_window
from trials.domain.partial_dates import PartialDate
from trials.domain.truth import Truth

KNOWN_TO = date(2026, 12, 31)
IN, OUT, MAYBE = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


class Example(NamedTuple):
    first_dose: str
    last_dose: str
    surgery: str
    day: str
    answer: Truth
    why: str


E = Example
EXAMPLES = [
    E("2026-01-10", "2026-03-01", "", "2026-01-09", OUT, "the day before the first dose"),
    E("2026-01-10", "2026-03-01", "", "2026-01-10", IN, "the day of the first dose"),
    E("2026-01-10", "2026-03-01", "", "2026-03-31", IN, "30 days after the last dose"),
    E("2026-01-10", "2026-03-01", "", "2026-04-01", OUT, "31 days after it"),
    E("2028-01-10", "2028-02-01", "", "2028-03-02", OUT, "after the day known to"),
    E("2026-01-10", "2026-03-01", "", "2026-01", MAYBE, "before the first dose, or after it"),
    E("2026-01-10", "2026-03-01", "", "2026-02", IN, "whatever the day"),
    E("2026-01-10", "2026-03-01", "", "2026-04", OUT, "every day of it is too late"),
    E("2026-01-10", "2026-03-01", "", "", MAYBE, "no date at all"),
    E("2026-01-10", "", "", "2026-11-30", IN, "treatment goes on"),
    E("2026-01-10", "2026-03-01", "2026-04-20", "2026-04-25", OUT, "surgery opens no window then"),
    E("", "", "2026-04-20", "2026-04-19", OUT, "surgery alone: the day before"),
    E("", "", "2026-04-20", "2026-05-20", IN, "surgery alone: 30 days after"),
    E("", "", "2026-04-20", "2026-05-21", OUT, "surgery alone: 31 days after"),
    E("", "", "", "2026-04-20", OUT, "never treated: there is no window"),
]


def window_of(example: Example) -> Window | None:
    return emergent_window(
        first_dose=day(example.first_dose),
        last_dose=day(example.last_dose),
        surgery=day(example.surgery),
        known_to=KNOWN_TO,
    )


def judged(example: Example) -> Truth:
    window = window_of(example)
    return window.holds(day(example.day)) if window else Truth.FALSE


def day(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None
