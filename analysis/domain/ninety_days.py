"""What became of the resected within 90 days: surgery is day 0, day 90 is included.

Nobody is dropped for a short follow-up: those whose day 90 is not reached, and those not heard of
since, stand in rows of their own.
"""

from collections.abc import Sequence
from datetime import date

from analysis.domain.safety import Arm, heading
from analysis.domain.safety_listings import People, SafetyPerson
from analysis.domain.tables import Cell, Column, Row, Table
from followup.domain.deaths import Early, early
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate

LABELS = {
    Early.DIED: _("Died by day 90"),
    Early.ALIVE: _("Known alive after day 90"),
    Early.NOT_YET: _("Day 90 is after the cut"),
    Early.UNKNOWN: _("Not heard of after day 90"),
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


def cell(group: tuple[Arm, list[SafetyPerson]], status: Early, cut: date) -> Cell:
    _arm, resected = group
    chosen = [person for person in resected if status_of(person, cut) is status]
    return Cell.count(
        (person.participant for person in chosen),
        of=len(resected),
        rows=(person.death_ref for person in chosen if person.death_ref),
    )


def status_of(person: SafetyPerson, cut: date) -> Early | None:
    """As the sites see it on their own page, with the day of the cut for today."""
    if person.surgery is None:
        return None
    seen = person.last_known_alive
    return early(
        surgery=person.surgery,
        death=person.death,
        seen=None if seen is None else PartialDate.of(seen),
        today=cut,
    )
