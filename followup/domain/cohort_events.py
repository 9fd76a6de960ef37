"""What happened to somebody, as one row tells it: operation, treatment, scans, death, contact."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from followup.domain.cohort_adverse_events import AdverseEventReader, ArchivedAdverseEvent
from followup.domain.cohort_cells import Row, after_death
from followup.domain.cohort_mapping import Column, Day, Given, Operation
from trials.domain.messages import message as _
from trials.domain.partial_dates import Ordering, PartialDate, Precision

NOT_IN_SOURCE = "not in the source data"
RECURRENCE = "recurrence"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The codes that our records know, by field."""

    procedures: Sequence[str]
    margins: Sequence[str]
    histologies: Sequence[str]
    findings: Sequence[str]
    modalities: Sequence[str]
    locations: Sequence[str]
    outcomes: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Operated:
    surgery_date: date
    procedure: str
    margin: str
    histology: str


@dataclass(frozen=True, kw_only=True)
class Course:
    agent: str
    start_date: date
    end_date: date | None = None
    product: str = ""


@dataclass(frozen=True, kw_only=True)
class Scan:
    """`place` is the column that says so."""

    place: str
    scan_date: date
    finding: str
    modality: str
    location: str = ""


@dataclass(frozen=True, kw_only=True)
class Events:
    last_contact: PartialDate | None
    operation: Operated | None = None
    courses: tuple[Course, ...] = ()
    scans: tuple[Scan, ...] = ()
    adverse_events: tuple[ArchivedAdverseEvent, ...] = ()
    death: PartialDate | None = None
    cause_of_death: str = ""

    @property
    def recurrences(self) -> list[Scan]:
        return [scan for scan in self.scans if scan.finding == RECURRENCE]


@dataclass(frozen=True, kw_only=True)
class EventReader:
    row: Row
    choices: Choices

    def read(self) -> Events:
        mapping = self.row.mapping
        death = self.death(mapping.death)
        self.row.needed(mapping.last_contact)
        adverse = AdverseEventReader(row=self.row, outcomes=self.choices.outcomes, death=death)
        return Events(
            last_contact=self.row.day(mapping.last_contact),
            operation=self.operation(mapping.surgery) if mapping.surgery else None,
            courses=tuple(self.courses(mapping.courses, death)),
            scans=tuple(self.scans()),
            adverse_events=tuple(adverse.read(mapping.adverse_events)),
            death=death,
            cause_of_death=self.cause(mapping.cause_of_death) if death else "",
        )

    def operation(self, said: Operation) -> Operated | None:
        row, choices = self.row, self.choices
        row.needed(said.date)
        day = row.full_day(said.date)
        procedure = row.one_of(said.procedure, choices.procedures)
        margin = row.one_of(said.margin, choices.margins)
        histology = row.one_of(said.histology, choices.histologies)
        if day is None:
            return None
        return Operated(surgery_date=day, procedure=procedure, margin=margin, histology=histology)

    def courses(self, given: Sequence[Given], death: PartialDate | None) -> Iterator[Course]:
        found = [(one, course) for one in given if (course := self.course(one))]
        for one, course in found:
            self.check_course(one, course, death)
        by_agent = sorted(found, key=lambda pair: (pair[1].agent, pair[1].start_date))
        for (_before, earlier), (one, later) in pairwise(by_agent):
            if earlier.agent == later.agent and overlap(earlier, later):
                text = _("{agent} is given for some of these days already.", agent=later.agent)
                self.row.fault(one.start.place, text)
        yield from (course for _given, course in found)

    def course(self, given: Given) -> Course | None:
        start = self.row.full_day(given.start)
        if start is None:
            return None
        end = self.row.full_day(given.end) if given.end else None
        return Course(
            agent=given.agent,
            start_date=start,
            end_date=start if given.session else end,
            product=self.row.text(given.product) if given.product else "",
        )

    def check_course(self, given: Given, course: Course, death: PartialDate | None) -> None:
        if course.end_date and course.end_date < course.start_date and given.end:
            text = _("The course ends before it begins. Check both dates.")
            self.row.fault(given.end.place, text)
        if given.product and not course.product:
            text = _("Name the product: the protocol names only its class.")
            self.row.fault(given.product.place, text)
        begun = PartialDate.of(course.start_date)
        if death and begun.compare(death) is Ordering.AFTER:
            self.row.fault(given.start.place, after_death(begun, death))

    def scans(self) -> Iterator[Scan]:
        for said in self.row.mapping.scans:
            day = self.row.full_day(said.date)
            if day is None:
                continue
            finding = self.row.one_of(said.finding, self.choices.findings)
            where = said.location if finding == RECURRENCE else None
            yield Scan(
                place=said.date.place,
                scan_date=day,
                finding=finding,
                modality=self.row.one_of(said.modality, self.choices.modalities),
                location=self.row.one_of(where, self.choices.locations) if where else "",
            )

    def death(self, said: Day) -> PartialDate | None:
        """A year alone is no date of death: it is asked for, never guessed."""
        found = self.row.day(said)
        if found and found.precision is Precision.YEAR:
            text = _("A year alone is not enough. Find out at least the month.")
            self.row.fault(said.place, text)
            return None
        return found

    def cause(self, said: Column | None) -> str:
        return (self.row.code(said) if said else "") or NOT_IN_SOURCE


def overlap(earlier: Course, later: Course) -> bool:
    """An open course runs on."""
    return earlier.end_date is None or later.start_date <= earlier.end_date


def check_order(row: Row, events: Events, operated: PartialDate | None) -> None:
    """Nothing is seen before the operation or after death. Dates known in part are given the
    benefit of the doubt."""
    for place, day in seen_days(row, events):
        if operated and day.compare(operated) is Ordering.BEFORE:
            text = _("{day} is before the operation of {operated}.", day=day, operated=operated)
            row.fault(place, text)
        if events.death and day.compare(events.death) is Ordering.AFTER:
            row.fault(place, after_death(day, events.death))
    check_contact(row, events)


def seen_days(row: Row, events: Events) -> Iterator[tuple[str, PartialDate]]:
    """Each day on which somebody who had been operated was alive, and the day of death."""
    mapping = row.mapping
    if events.last_contact:
        yield mapping.last_contact.place, events.last_contact
    if events.death:
        yield mapping.death.place, events.death
    for scan in events.scans:
        yield scan.place, PartialDate.of(scan.scan_date)


def check_contact(row: Row, events: Events) -> None:
    """Whoever was scanned was alive: the last contact is not before the recurrence."""
    found = [scan.scan_date for scan in events.recurrences]
    if found and events.last_contact and events.last_contact.latest() < max(found):
        row.fault(
            row.mapping.last_contact.place,
            _("The last contact is before the recurrence. One of the two is wrong."),
        )
