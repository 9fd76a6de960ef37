"""What the charter's limits count: who is evaluable, and who of them had what is watched.

Nobody is free of an event before that can be told: whoever is not evaluable yet stands apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.domain.ninety_days import status_of
from analysis.domain.safety import AdverseEventRow
from analysis.domain.safety_listings import SafetyPerson
from analysis.domain.tables import RowRef
from followup.domain.deaths import Early
from trials.domain.protocol.charter import StoppingLimit, Watched

SEVERE_COMPLICATIONS = frozenset({"IIIb", "IVa", "IVb", "V"})


@dataclass(frozen=True, kw_only=True)
class Watchee:
    """One participant as a limit sees them; `complication` is the worst grade by Clavien-Dindo,
    empty where none was graded, `given_up` that resection was decided against."""

    person: SafetyPerson
    arm: str = ""
    events: Sequence[AdverseEventRow] = ()
    complication: str = ""
    given_up: bool = False


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Participants by what is known of them, and the rows behind each event."""

    had: tuple[int, ...]
    free: tuple[int, ...]
    waiting: tuple[int, ...]
    rows: tuple[RowRef, ...]

    @property
    def evaluable(self) -> int:
        return len(self.had) + len(self.free)


def seen(limit: StoppingLimit, people: Iterable[Watchee], *, cut: date) -> Seen:
    found: dict[bool | None, list[int]] = {True: [], False: [], None: []}
    rows: list[RowRef] = []
    for one in people:
        if limit.arm is not None and one.arm != limit.arm:
            continue
        answer = OUTCOMES[limit.watches](one, cut)
        found[answer].append(one.person.participant)
        rows += rows_of(limit.watches, one) if answer else []
    return Seen(
        had=tuple(found[True]),
        free=tuple(found[False]),
        waiting=tuple(found[None]),
        rows=tuple(rows),
    )


def rows_of(watches: Watched, one: Watchee) -> list[RowRef]:
    if watches is Watched.SEVERE_RELATED_EVENT:
        return [event.ref for event in one.events if is_severe_and_related(event)]
    if watches is Watched.TREATMENT_DEATH:
        return [event.ref for event in one.events if is_fatal_and_related(event)]
    return [one.person.death_ref] if one.person.death_ref else []


def is_severe_and_related(event: AdverseEventRow) -> bool:
    """What nobody graded or judged yet counts against safety."""
    return event.counts_as_related and (event.grade is None or event.grade >= 3)


def is_fatal_and_related(event: AdverseEventRow) -> bool:
    return event.counts_as_related and event.grade == 5


def severe_related_event(one: Watchee, _cut: date) -> bool | None:
    treated = one.person.first_dose is not None
    return any(map(is_severe_and_related, one.events)) if treated else None


def treatment_death(one: Watchee, _cut: date) -> bool | None:
    treated = one.person.first_dose is not None
    return any(map(is_fatal_and_related, one.events)) if treated else None


def death_by_day_90(one: Watchee, cut: date) -> bool | None:
    known = {Early.DIED: True, Early.ALIVE: False}
    status = status_of(one.person, cut)
    return None if status is None else known.get(status)


def severe_complication(one: Watchee, _cut: date) -> bool | None:
    if one.person.surgery is None or not one.complication:
        return None
    return one.complication in SEVERE_COMPLICATIONS


def not_resected(one: Watchee, _cut: date) -> bool | None:
    """Dead before surgery is not resected either."""
    if one.person.surgery is not None:
        return False
    return True if one.given_up or one.person.death is not None else None


OUTCOMES = {
    Watched.SEVERE_RELATED_EVENT: severe_related_event,
    Watched.TREATMENT_DEATH: treatment_death,
    Watched.DEATH_BY_DAY_90: death_by_day_90,
    Watched.SEVERE_COMPLICATION: severe_complication,
    Watched.NOT_RESECTED: not_resected,
}
