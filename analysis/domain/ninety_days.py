"""What became of the resected within 90 days: surgery is day 0, day 90 is included.

Nobody is dropped for a short follow-up: those whose day 90 is not reached, and those not heard of
since, stand in rows of their own.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from analysis.domain.safety import Arm, heading
from analysis.domain.safety_listings import People, SafetyPerson
from analysis.domain.tables import Cell, Column, Row, Table
from trials.domain.messages import message as _

LAST_DAY = timedelta(days=90)


class Status(StrEnum):
    DIED = "died"
    ALIVE = "alive"
    UNKNOWN = "unknown"
    NOT_YET = "not_yet"


LABELS = {
    Status.DIED: _("Died by day 90"),
    Status.ALIVE: _("Known alive after day 90"),
    Status.NOT_YET: _("Day 90 is after the cut"),
    Status.UNKNOWN: _("Not heard of after day 90"),
}


def ninety_day_panel(people: People, arms: Sequence[Arm], *, cut: date) -> Table:
    return Table(
        key="ninety_days",
        title=_("The first 90 days after surgery"),
        stub=_("Status"),
        columns=tuple(Column(key=arm.key, label=heading(arm)) for arm in arms),
        rows=(
            Row(key="resected", label=_("Resected"), cells=tuple(map(count, each(people, arms)))),
            *(
                Row(
                    key=status,
                    label=label,
                    level=1,
                    cells=tuple(cell(group, status, cut) for group in each(people, arms)),
                )
                for status, label in LABELS.items()
            ),
        ),
        denominators={arm.key: len(arm.members) for arm in arms},
        footnotes=(
            _("Surgery is day 0 and day 90 is included."),
            _("A death known by its month only counts as by day 90 when it may have been."),
        ),
    )


def each(people: People, arms: Sequence[Arm]) -> list[tuple[Arm, list[SafetyPerson]]]:
    return [
        (arm, [people[one] for one in arm.members if one in people and people[one].surgery])
        for arm in arms
    ]


def count(group: tuple[Arm, list[SafetyPerson]]) -> Cell:
    arm, resected = group
    return Cell.count((person.participant for person in resected), of=len(arm.members))


def cell(group: tuple[Arm, list[SafetyPerson]], status: Status, cut: date) -> Cell:
    _arm, resected = group
    chosen = [person for person in resected if status_of(person, cut) is status]
    return Cell.count(
        (person.participant for person in chosen),
        of=len(resected),
        rows=(person.death_ref for person in chosen if person.death_ref),
    )


def status_of(person: SafetyPerson, cut: date) -> Status | None:
    if person.surgery is None:
        return None
    final = person.surgery + LAST_DAY
    if person.death is not None and person.death.earliest() <= final:
        return Status.DIED
    if person.death is not None or (person.last_known_alive or date.min) > final:
        return Status.ALIVE
    return Status.NOT_YET if cut <= final else Status.UNKNOWN
