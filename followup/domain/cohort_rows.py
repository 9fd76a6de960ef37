"""Read the rows of a cohort file by its mapping: typed rows, or every problem by row and column."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from casebook.domain.parts import PART
from followup.domain.cohort_cells import Row, RowProblem
from followup.domain.cohort_criteria import check_criteria
from followup.domain.cohort_events import Choices, EventReader, Events, check_order
from followup.domain.cohort_forms import FilledForm, FormReader
from followup.domain.cohort_held import original
from followup.domain.cohort_mapping import CohortMapping
from followup.domain.cohort_memory import Memory
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Known, day_of

SEXES = ("female", "male")
SURGERY = "surgery_date"
OLDEST = 130


@dataclass(frozen=True, kw_only=True)
class CohortRow:
    """One participant, typed. `person` is what tells one human being from another; it is compared
    and never stored."""

    row: int
    site: str
    number: int
    sex: str
    age: int
    arm: str
    forms: tuple[FilledForm, ...]
    events: Events
    operated: PartialDate | None = None
    person: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a file is read against: the sites it may name, and the highest number there."""

    mapping: CohortMapping
    protocol: Protocol
    choices: Choices
    today: date
    sites: Sequence[str]
    highest_number: int

    @cached_property
    def memory(self) -> Memory:
        return Memory(self.protocol, self.today)


@dataclass
class RowReader:
    setting: Setting
    row: Row

    def read(self) -> CohortRow | None:
        mapping, row = self.setting.mapping, self.row
        row.site = self.site()
        number = row.whole(mapping.number, most=self.setting.highest_number)
        sex = row.one_of(mapping.sex, SEXES)
        age = row.whole(mapping.age.place, most=OLDEST)
        arm = row.one_of(mapping.arm, self.arms) if mapping.arm else ""
        person = self.person()
        events = EventReader(row=row, choices=self.setting.choices).read()
        forms = FormReader(row, self.setting.memory, self.known_before(events))
        filled = tuple(forms.read())
        operated = day_of(forms.facts, SURGERY)
        check_order(row, events, operated)
        if not row.problems:
            check_criteria(row, self.setting.memory, forms.facts)
        if row.problems or number is None or age is None:
            return None
        return CohortRow(
            row=row.row,
            site=row.site,
            number=number,
            sex=sex,
            age=age,
            arm=arm,
            forms=filled,
            events=events,
            operated=operated,
            person=person,
        )

    @property
    def arms(self) -> list[str]:
        return [arm.id for arm in self.setting.protocol.arms]

    def site(self) -> str:
        column = self.setting.mapping.site
        if column is None:
            return self.setting.sites[0]
        found = self.row.one_of(column, self.setting.sites)
        return found if found in self.setting.sites else ""

    def person(self) -> str:
        """Written as two hospitals write it alike: without case, spaces and full-width signs. Where
        the source tells no identity, its own number tells one human being from another."""
        mapping = self.setting.mapping
        if not mapping.person:
            return f"{alike(mapping.source)}|{alike(self.row.cell(mapping.number))}"
        cells = {name: alike(self.row.cell(name)) for name in self.setting.mapping.person}
        for name, text in cells.items():
            if not text:
                blank = _("Needed to tell whether this person is in the trial already.")
                self.row.fault(name, blank)
        return "|".join(cells.values())

    def known_before(self, events: Events) -> dict[str, Known | Absent]:
        """What the forms are held against although no form says it."""
        said: dict[str, Known | Absent] = {}
        if self.setting.mapping.part:
            said[PART] = self.setting.memory.part(self.setting.mapping.part)
        if events.operation:
            said[SURGERY] = Known(PartialDate.of(events.operation.surgery_date))
        return said


def alike(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_cells(text: str, mapping: CohortMapping) -> tuple[list[dict[str, str]], list[RowProblem]]:
    """The rows of a CSV file with a header; every column the mapping names must be there once."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    header = [name.strip() for name in next(reader, [])]
    problems = list(header_problems(header, mapping))
    if problems:
        return [], problems
    rows = []
    for number, cells in enumerate(map(original, reader), start=2):
        if len(cells) != len(header):
            counts = _("{found} cells, not {expected}.", found=len(cells), expected=len(header))
            problems.append(RowProblem(row=number, column="", message=counts))
        rows.append(dict(zip(header, map(str.strip, cells), strict=False)))
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


Tell = Callable[[int, int], None]
TOLD_EVERY = 200


def say_nothing(_done: int, _of: int) -> None:
    """For whoever does not wait for it."""


def read_rows(
    text: str, *, setting: Setting, tell: Tell = say_nothing
) -> tuple[list[CohortRow], list[RowProblem]]:
    """Good rows and every problem of the others. A row with one problem is not a good row. `tell`
    hears how many rows were read, of how many."""
    cells, problems = read_cells(text, setting.mapping)
    bad = {problem.row for problem in problems}
    good, seen = [], Seen()
    for number, row in enumerate(cells, start=2):
        if number % TOLD_EVERY == 0:
            tell(number, len(cells))
        if number in bad:
            continue
        reader = RowReader(setting, Row(setting.mapping, setting.today, number, row))
        found = reader.read()
        problems += reader.row.problems
        if found is None:
            continue
        again = seen.again(found, setting.mapping)
        problems += again
        if not again:
            good.append(found)
    return good, sorted(problems, key=lambda problem: problem.row)


@dataclass
class Seen:
    """Who stood in the file before: under the same number at a site, or as the same person at
    any."""

    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def again(self, row: CohortRow, mapping: CohortMapping) -> list[RowProblem]:
        problems: list[RowProblem] = []
        first = self.numbers.setdefault((row.site, row.number), row.row)
        if first != row.row:
            twice = _("{number} stands in row {first} already.", number=row.number, first=first)
            problems.append(problem_of(row, mapping.number, twice))
        first = self.people.setdefault(row.person, row.row)
        if first != row.row and not problems:
            same = _("This is the person of row {first}: nobody is counted twice.", first=first)
            problems.append(problem_of(row, person_columns(mapping), same))
        return problems


def person_columns(mapping: CohortMapping) -> str:
    return ", ".join(mapping.person) or mapping.number


def problem_of(row: CohortRow, column: str, message: Message) -> RowProblem:
    return RowProblem(row=row.row, column=column, message=message, site=row.site)
