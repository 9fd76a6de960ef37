"""Read the rows of a cohort file by its mapping: typed rows, or every problem by row and column."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from casebook.domain.answers import Entry
from casebook.domain.edit_checks import CheckedForm, check_form
from followup.domain.cohort_mapping import CohortMapping, Column, Day
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.protocol.protocol import Protocol

SEXES = ("female", "male")
IMPORTED = "As the source data have it."


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """`row` counts as a spreadsheet does: the header is row 1."""

    row: int
    column: str
    message: Message

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class CohortRow:
    """One participant, typed; dates are counted from the nominal origin."""

    row: int
    number: int
    sex: str
    age: int
    arm: str
    data: Mapping[str, Any]
    last_contact: date
    recurrence: date | None = None
    death: date | None = None


@dataclass
class RowReader:
    """Reads one row and remembers what was wrong with it."""

    mapping: CohortMapping
    protocol: Protocol
    today: date
    row: int
    cells: Mapping[str, str]
    problems: list[RowProblem] = field(default_factory=list)

    def read(self) -> CohortRow | None:
        number = self.whole(self.mapping.number)
        sex = self.one_of(self.mapping.sex, SEXES)
        age = self.whole(self.mapping.age.column)
        arm = self.arm()
        data = self.form_data()
        recurrence = self.day(self.mapping.recurrence) if self.mapping.recurrence else None
        death, contact = self.day(self.mapping.death), self.day(self.mapping.last_contact)
        self.check_order(recurrence, contact)
        if self.problems or number is None or age is None or contact is None:
            return None
        return CohortRow(
            row=self.row,
            number=number,
            sex=sex,
            age=age,
            arm=arm,
            data=data,
            recurrence=recurrence,
            death=death,
            last_contact=contact,
        )

    def fault(self, column: str, message: Message) -> None:
        self.problems.append(RowProblem(row=self.row, column=column, message=message))

    def whole(self, column: str) -> int | None:
        text = self.cells[column].strip()
        if text.isascii() and text.isdigit():
            return int(text)
        self.fault(column, _("“{text}” is not a whole number of 0 or more.", text=text))
        return None

    def one_of(self, column: Column, allowed: Sequence[str]) -> str:
        value = self.code(column)
        if value not in allowed:
            known = ", ".join(column.codes) or ", ".join(allowed)
            self.fault(
                column.column,
                _("“{text}” is none of: {known}.", text=self.cells[column.column], known=known),
            )
        return value

    def arm(self) -> str:
        if self.mapping.arm is None:
            return ""
        return self.one_of(self.mapping.arm, [arm.id for arm in self.protocol.arms])

    def code(self, column: Column) -> str:
        text = self.cells[column.column].strip()
        return column.codes.get(text, "" if column.codes else text)

    def day(self, day: Day) -> date | None:
        if day.when is not None:
            flag = self.cells[day.when].strip()
            if flag not in (day.yes, day.no):
                known = f"{day.no}, {day.yes}"
                self.fault(day.when, _("“{text}” is none of: {known}.", text=flag, known=known))
            if flag != day.yes:
                return None
        days = self.whole(day.days)
        return None if days is None else self.mapping.nominal_origin + timedelta(days=days)

    def check_order(self, recurrence: date | None, contact: date | None) -> None:
        if recurrence and contact and recurrence > contact:
            self.fault(
                self.mapping.last_contact.days,
                _("The last contact is before the recurrence. One of the two is wrong."),
            )

    def form_data(self) -> Mapping[str, Any]:
        """Answers pass the same checks as on the page; an unlikely one is kept with its reason."""
        entries = {name: self.entry(column) for name, column in self.mapping.items.items()}
        checked = check_form(
            protocol=self.protocol,
            form=self.protocol.form(self.mapping.form),
            entries=entries,
            today=self.today,
        )
        for problem in checked.problems:
            if problem.blocks_completion:
                self.fault(self.column_of(problem.item), problem.message)
        return stored(checked)

    def entry(self, column: Column) -> Entry:
        text = self.cells[column.column].strip()
        if not text and column.blank:
            return Entry(missing=column.blank)
        value = column.codes.get(text, text)
        if column.codes:
            return Entry(chosen=(value,), reason=IMPORTED)
        return Entry(text=value, unit=column.unit, reason=IMPORTED)

    def column_of(self, item: str | None) -> str:
        column = self.mapping.items.get(item or "")
        return column.column if column else self.mapping.form


def stored(checked: CheckedForm) -> Mapping[str, Any]:
    return {name: answer.as_stored() for name, answer in checked.answers.items()}


def read_cells(text: str, mapping: CohortMapping) -> tuple[list[dict[str, str]], list[RowProblem]]:
    """The rows of a CSV file with a header; every column the mapping names must be there once."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    header = [name.strip() for name in next(reader, [])]
    problems = list(header_problems(header, mapping))
    if problems:
        return [], problems
    rows = []
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(header):
            counts = _("{found} cells, not {expected}.", found=len(cells), expected=len(header))
            problems.append(RowProblem(row=number, column="", message=counts))
        rows.append(dict(zip(header, cells, strict=False)))
    return rows, problems


def header_problems(header: list[str], mapping: CohortMapping) -> Iterator[RowProblem]:
    for column in mapping.columns:
        if header.count(column) != 1:
            message = (
                _(
                    "The header does not have this column. It has: {header}.",
                    header=", ".join(header),
                )
                if column not in header
                else _("The header has this column twice.")
            )
            yield RowProblem(row=1, column=column, message=message)


def read_rows(
    text: str, *, mapping: CohortMapping, protocol: Protocol, today: date
) -> tuple[list[CohortRow], list[RowProblem]]:
    """Good rows and every problem of the others. A row with one problem is not a good row."""
    cells, problems = read_cells(text, mapping)
    bad = {problem.row for problem in problems}
    good, seen = [], dict[int, int]()
    for number, row in enumerate(cells, start=2):
        if number in bad:
            continue
        reader = RowReader(mapping, protocol, today, number, row)
        found = reader.read()
        problems += reader.problems
        if found and found.number in seen:
            first = seen[found.number]
            twice = _("{number} stands in row {first} already.", number=found.number, first=first)
            problems.append(RowProblem(row=number, column=mapping.number, message=twice))
        elif found:
            seen[found.number] = number
            good.append(found)
    return good, sorted(problems, key=lambda problem: problem.row)
