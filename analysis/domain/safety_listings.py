"""Line listings for the board: every serious event and every death, none left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from analysis.domain.durations import days_between
from analysis.domain.safety import AdverseEventRow, term_label
from analysis.domain.tables import Cell, Column, Label, Row, RowRef, Table, Value
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate


@dataclass(frozen=True, kw_only=True)
class SafetyPerson:
    """What a listing tells of a participant: the code, and the dates events are counted from.

    `arm` is what the reader may see of it (a name, A or B), or None where arms are closed.
    """

    participant: int
    code: str
    arm: Label | None = None
    first_dose: date | None = None
    last_dose: date | None = None
    surgery: date | None = None
    last_known_alive: date | None = None
    death: PartialDate | None = None
    cause_of_death: Label | None = None
    death_ref: RowRef | None = None


People = Mapping[int, SafetyPerson]


def people_by_id(people: Iterable[SafetyPerson]) -> People:
    return {person.participant: person for person in people}


def serious_events(events: Iterable[AdverseEventRow], people: People) -> Table:
    serious = [event for event in events if event.serious and event.participant in people]
    serious.sort(key=lambda event: (people[event.participant].code, event_order(event)))
    return Table(
        key="serious_events",
        title=_("Serious adverse events"),
        stub=_("Participant"),
        columns=(
            Column(key="arm", label=_("Arm")),
            Column(key="term", label=_("Term")),
            Column(key="grade", label=_("Grade")),
            Column(key="onset", label=_("Onset")),
            Column(key="since_first_dose", label=_("Days since first dose")),
            Column(key="related", label=_("Related to treatment")),
            Column(key="outcome", label=_("Outcome")),
        ),
        rows=tuple(serious_line(event, people[event.participant]) for event in serious),
        denominators={"participants": len({event.participant for event in serious})},
        footnotes=(_("Days are counted where the onset is known to the day."),),
    )


def adverse_events(events: Iterable[AdverseEventRow], people: People) -> Table:
    """Every event of whoever is watched, serious or not: a file beside the report."""
    listed_here = [event for event in events if event.participant in people]
    listed_here.sort(key=lambda event: (people[event.participant].code, event_order(event)))
    serious = serious_events([], people)
    return Table(
        key="adverse_events",
        title=_("All adverse events"),
        stub=_("Participant"),
        columns=(*serious.columns, Column(key="serious", label=_("Serious"))),
        rows=tuple(
            with_seriousness(serious_line(event, people[event.participant]), event)
            for event in listed_here
        ),
    )


def with_seriousness(line: Row, event: AdverseEventRow) -> Row:
    said = _("Not judged yet") if event.serious is None else relation(event.serious)
    cell = Cell(value=said, participants=(event.participant,), rows=(event.ref,))
    return Row(key=line.key, label=line.label, cells=(*line.cells, cell))


def event_order(event: AdverseEventRow) -> tuple[date, int]:
    return (event.onset.earliest() if event.onset else date.max, event.id)


def serious_line(event: AdverseEventRow, person: SafetyPerson) -> Row:
    values: list[Value] = [
        person.arm,
        term_label(event),
        event.grade,
        event.onset,
        days_since(person.first_dose, event.onset),
        relation(event.related),
        event.outcome,
    ]
    return listed(f"event:{event.id}", person, values, event.ref)


def relation(related: bool | None) -> Label:
    if related is None:
        return _("Not judged yet")
    return _("Yes") if related else _("No")


def deaths(people: People) -> Table:
    died = [person for person in people.values() if person.death is not None]
    died.sort(key=lambda person: person.code)
    return Table(
        key="deaths",
        title=_("Deaths"),
        stub=_("Participant"),
        columns=(
            Column(key="arm", label=_("Arm")),
            Column(key="date", label=_("Date of death")),
            Column(key="cause", label=_("Cause")),
            Column(key="since_last_dose", label=_("Days since last dose")),
            Column(key="since_surgery", label=_("Days since surgery")),
        ),
        rows=tuple(death_line(person) for person in died),
        denominators={"participants": len(people)},
        footnotes=(
            _("{count} of {all} participants died.", count=len(died), all=len(people)),
            _("Days are counted where the date of death is known to the day."),
        ),
    )


def death_line(person: SafetyPerson) -> Row:
    values: list[Value] = [
        person.arm,
        person.death,
        person.cause_of_death if person.cause_of_death is not None else _("Not stated yet"),
        days_since(person.last_dose, person.death),
        days_since(person.surgery, person.death),
    ]
    return listed(f"death:{person.participant}", person, values, person.death_ref)


def listed(key: str, person: SafetyPerson, values: list[Value], ref: RowRef | None) -> Row:
    """Every cell of a listing leads to its participant and its record."""
    cells = (
        Cell(value=value, participants=(person.participant,), rows=(ref,) if ref else ())
        for value in values
    )
    return Row(key=key, label=person.code, cells=tuple(cells))


def days_since(start: date | None, day: PartialDate | None) -> int | None:
    if start is None or day is None or day.full is None:
        return None
    return days_between(start, day.full)
