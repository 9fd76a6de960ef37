"""Time from enrollment to the first adverse event of grade 3 or worse, by arm."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from analysis.domain.curve_tables import CurveSet, group_of
from analysis.domain.durations import days_between
from analysis.domain.endpoint_counts import survival_times
from analysis.domain.endpoints import Derived, Outcome
from analysis.domain.safety import AdverseEventRow, Arm
from analysis.domain.safety_listings import People, SafetyPerson
from analysis.domain.tables import Label
from trials.domain.messages import message as _
from trials.domain.values import Source

SEVERE, DIED, CUT, LAST_SEEN = "severe_event", "died", "data_cut", "last_known_alive"


def severe_curves(
    events: Iterable[AdverseEventRow],
    people: People,
    arms: Sequence[Arm],
    begun: Mapping[int, date],
    *,
    cut: date,
    source: Label | None,
) -> CurveSet:
    """`begun`: from when each participant is watched; whoever has no such day is in no curve."""
    severe = severe_by_participant(events)
    derived = [
        time_of(people[one], begun[one], severe.get(one, []), cut)
        for arm in arms
        for one in arm.members
        if one in people and one in begun
    ]
    groups = []
    for arm in arms:
        mine = [one for one in derived if one.participant in set(arm.members)]
        groups.append(group_of(arm.key or "all", arm.label, survival_times(mine), mine))
    return CurveSet(
        key="time_to_severe",
        title=_("Time to the first event of grade 3 or worse"),
        of=_("Free of grade 3 or worse"),
        since=_("Enrollment"),
        groups=tuple(groups),
        at_months=(6,),
        source=source,
    )


def severe_by_participant(
    events: Iterable[AdverseEventRow],
) -> dict[int, list[tuple[date, AdverseEventRow]]]:
    """The day each first may have been that bad; an event without a grade counts as severe."""
    found: dict[int, list[tuple[date, AdverseEventRow]]] = {}
    for one in events:
        if one.grade is None or one.grade >= 3:
            reached = one.reached(3) if one.grade is not None else one.onset
            day = reached.earliest() if reached else date.min
            found.setdefault(one.participant, []).append((day, one))
    return found


def time_of(
    person: SafetyPerson,
    origin: date,
    severe: Sequence[tuple[date, AdverseEventRow]],
    cut: date,
) -> Derived:
    known = [(max(day, origin), one) for day, one in severe if day <= cut]
    if known:
        day, event = min(known, key=lambda pair: (pair[0], pair[1].id))
        sources = (Source(kind=event.ref.table, id=str(event.id), hash=""),)
        return derived(person, Outcome.EVENT, SEVERE, origin, day, sources)
    end, why = last_day(person, cut)
    return derived(person, Outcome.CENSORED, why, origin, max(end, origin))


def derived(  # noqa: PLR0917 - one line of a table
    person: SafetyPerson,
    outcome: Outcome,
    why: str,
    origin: date,
    end: date,
    sources: tuple[Source, ...] = (),
) -> Derived:
    return Derived(
        participant=person.participant,
        outcome=outcome,
        why=why,
        days=days_between(origin, end),
        origin_date=origin,
        end_date=end,
        sources=sources,
    )


def last_day(person: SafetyPerson, cut: date) -> tuple[date, str]:
    if person.death is not None and person.death.latest() <= cut:
        return person.death.latest(), DIED
    if person.last_known_alive is not None and person.last_known_alive < cut:
        return person.last_known_alive, LAST_SEEN
    return cut, CUT
