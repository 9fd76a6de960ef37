"""The schedule of activities: each visit hangs on a fact, some days or months away."""

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


class Schedule(Part):
    """`printed: false` says that the source gives no intervals and these are the platform's."""

    printed: bool
    visits: tuple[Visit, ...] = Field(min_length=1)
