"""The schedule of activities: each visit hangs on a fact, some days or months away."""

import re
from collections import Counter
from collections.abc import Collection
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from trials.domain.condition_nodes import Condition, Offset
from trials.domain.text import Code, Name, Part, Text, Words


class Visit(Part):
    """`anchor` is a date fact; `days`, `weeks` or `months` (calendar) lead from it to the due day.

    `window` is days around the due day, both included: [-14, 14]. The visit is planned only while
    `when` holds.
    """

    visit: Code
    label: Text
    anchor: Name
    days: int | None = None
    weeks: int | None = None
    months: int | None = None
    window: tuple[int, int]
    forms: tuple[Name, ...] = ()
    # Imaging that keeps recurrence-free time running is expected here.
    imaging: bool = False
    when: Condition | None = None
    printed: Words | None = None

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Self:
        if not self.window[0] <= 0 <= self.window[1]:
            raise ValueError("window opens at or before the due day and closes at or after it")
        if sum(part is not None for part in (self.days, self.weeks, self.months)) != 1:
            raise ValueError("give exactly one of days, weeks, months")
        return self

    @cached_property
    def offset(self) -> Offset:
        return Offset(days=self.days, weeks=self.weeks, months=self.months)


# What nobody planned: numbered as it comes.
UNPLANNED = re.compile(r"U(\d{2})")


def is_unplanned(code: str) -> bool:
    return UNPLANNED.fullmatch(code) is not None


def unplanned_code(recorded: Collection[str]) -> str:
    """The next after the highest in use."""
    numbers = [int(found[1]) for one in recorded if (found := UNPLANNED.fullmatch(one))]
    return f"U{max(numbers, default=0) + 1:02}"


class Schedule(Part):
    """`printed: false` says that the source gives no intervals and these are the platform's."""

    printed: bool
    visits: tuple[Visit, ...] = Field(min_length=1)

    @cached_property
    def recurring(self) -> tuple[str, ...]:
        """The forms asked at several visits: those an unplanned visit may need as well."""
        asked = Counter(form for visit in self.visits for form in visit.forms)
        return tuple(form for form, times in asked.items() if times > 1)

    def unplanned(self, code: str) -> Visit:
        """It hangs on nothing; the anchor is there because every visit has one."""
        number = int(code[1:])
        return Visit(
            visit=code,
            label=Text(en=f"Unscheduled visit {number}", zh=f"计划外访视 {number}"),
            anchor=self.visits[0].anchor,
            days=0,
            window=(0, 0),
            forms=self.recurring,
        )
