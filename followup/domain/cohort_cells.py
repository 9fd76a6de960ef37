"""One row of somebody else's file: typed cells, and what is wrong with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from followup.domain.cohort_mapping import CohortMapping, Column, Day
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import ImpossibleDate, PartialDate


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """`row` counts as a spreadsheet does: the header is row 1. `site` is empty as long as the row
    does not say where it belongs."""

    row: int
    column: str
    message: Message
    site: str = ""
    value: str = ""

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.message}"


def after_death(day: PartialDate, death: PartialDate) -> Message:
    return _("{day} is after the death of {death}.", day=day, death=death)


@cache
def partial_date(text: str) -> PartialDate:
    """A cohort has ten thousand dates of few thousand days."""
    return PartialDate.parse(text)


@dataclass
class Row:
    """Reads cells by the mapping and remembers what was wrong with them. Cells come stripped."""

    mapping: CohortMapping
    today: date
    row: int
    cells: Mapping[str, str]
    site: str = ""
    problems: list[RowProblem] = field(default_factory=list)

    def fault(self, column: str, message: Message) -> None:
        self.problems.append(
            RowProblem(
                row=self.row,
                column=column,
                message=message,
                site=self.site,
                value=self.cells.get(column, ""),
            )
        )

    def cell(self, name: str) -> str:
        return self.cells[name]

    def text(self, column: Column) -> str:
        return self.cell(column.column) if column.column else column.value or ""

    def whole(self, name: str, *, most: int | None = None) -> int | None:
        text = self.cell(name)
        if not (text.isascii() and text.isdigit()):
            self.fault(name, _("“{text}” is not a whole number of 0 or more.", text=text))
            return None
        if most is not None and int(text) > most:
            self.fault(
                name, _("{number} is too large; {most} is the most.", number=text, most=most)
            )
            return None
        return int(text)

    def code(self, column: Column) -> str:
        text = self.text(column)
        return column.codes.get(text, "" if column.codes else text)

    def one_of(self, column: Column, allowed: Sequence[str]) -> str:
        value = self.code(column)
        if value not in allowed:
            known = ", ".join(column.codes) or ", ".join(allowed)
            text = self.text(column)
            self.fault(column.place, _("“{text}” is none of: {known}.", text=text, known=known))
        return value

    def day(self, day: Day) -> PartialDate | None:
        """As far as the file knows it; None where it did not happen."""
        happened = self.happened(day)
        if happened is False or (happened is None and not self.cell(day.place)):
            return None
        found = self.counted(day.days) if day.days else self.written(day.place)
        if found and found.earliest() > self.today:
            future = _("{date} lies in the future; today is {today}.", date=found, today=self.today)
            self.fault(day.place, future)
            return None
        return found

    def happened(self, day: Day) -> bool | None:
        """None where the file has no column of its own for it: then a blank day says no."""
        if day.when is None:
            return None
        flag = self.cell(day.when)
        if flag not in (day.yes, day.no):
            known = f"{day.no}, {day.yes}"
            self.fault(day.when, _("“{text}” is none of: {known}.", text=flag, known=known))
        return flag == day.yes

    def counted(self, name: str) -> PartialDate | None:
        days, origin = self.whole(name), self.mapping.nominal_origin
        assert origin is not None  # the mapping counts nothing without an origin
        return None if days is None else PartialDate.of(origin + timedelta(days=days))

    def written(self, name: str) -> PartialDate | None:
        try:
            return partial_date(self.cell(name))
        except ImpossibleDate as error:
            self.fault(name, error.message)
            return None

    def full_day(self, day: Day) -> date | None:
        found = self.day(day)
        if found and found.full is None:
            text = _("{date} is not exact enough: the day is needed.", date=found)
            self.fault(day.place, text)
        return found.full if found else None

    def needed(self, day: Day) -> None:
        """Complain of a day that everybody has and this row has not."""
        if day.when is None and not self.cell(day.place):
            self.fault(day.place, _("There is no date here."))
