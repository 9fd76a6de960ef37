"""The visits a participant is expected at, each placed by its anchor and standing as of today."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from trials.domain.condition_nodes import names_in
from trials.domain.conditions import truth_of
from trials.domain.derivations import recorded_for, with_derived
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import Visit, is_unplanned
from trials.domain.truth import Truth
from trials.domain.values import Facts, Known
from trials.domain.windows import VisitState, VisitWindow, placed, state_of

# By visit code: the day it was done, or None where somebody has declared it missed.
RecordedVisits = Mapping[str, date | None]


@dataclass(frozen=True, kw_only=True)
class PlannedVisit:
    """`window` and `state` are None while the anchor has no exact date, or while it cannot be told
    yet whether the visit applies."""

    visit: Visit
    window: VisitWindow | None = None
    state: VisitState | None = None
    done_on: date | None = None


def plan(
    *,
    protocol: Protocol,
    facts: Facts,
    recorded: RecordedVisits,
    today: date,
    ended: date | None = None,
) -> list[PlannedVisit]:
    """The schedule in the order of the protocol.

    `ended` is the day of death, withdrawal or loss: no visit due after it is expected any more.
    """
    known = with_derived(protocol.facts, facts)
    return [
        planned
        for visit in protocol.visits
        for planned in place(visit, protocol, known, recorded, today)
        if is_expected(planned, recorded, ended)
    ]


def unplanned(protocol: Protocol, recorded: RecordedVisits) -> list[PlannedVisit]:
    """What took place that nobody planned: on its own day, so never early and never late."""
    return [
        PlannedVisit(
            visit=protocol.visit(code),
            window=VisitWindow(due=day, opens=day, closes=day),
            state=VisitState.DONE_IN_WINDOW,
            done_on=day,
        )
        for code, day in sorted(recorded.items())
        if day is not None and is_unplanned(code)
    ]


def awaited(
    *,
    protocol: Protocol,
    facts: Facts,
    recorded: RecordedVisits,
    ended: date | None = None,
) -> Iterator[PlannedVisit]:
    """Of the plan what has its days and is not recorded yet, whatever the day: the state is for
    whoever knows it."""
    known = with_derived(protocol.facts, facts)
    for visit in protocol.visits:
        window = None if visit.visit in recorded else window_by_anchor(visit, known)
        if window is None or (ended is not None and window.due > ended):
            continue
        if applies_to(visit, protocol, known) is Truth.TRUE:
            yield PlannedVisit(visit=visit, window=window)


@dataclass(frozen=True, kw_only=True)
class Move:
    """A visit whose due day changed; None where it had, or has, none."""

    visit: Visit
    was: date | None
    now: date | None

    @property
    def code(self) -> str:
        return self.visit.visit


def moved(before: Iterable[PlannedVisit], after: Iterable[PlannedVisit]) -> list[Move]:
    """In the order of the protocol as it is afterwards, then what is no longer expected."""
    then, now = ({one.visit.visit: one for one in plan} for plan in (before, after))
    moves = (
        Move(visit=(now.get(code) or then[code]).visit, was=due(then, code), now=due(now, code))
        for code in [*now, *(code for code in then if code not in now)]
    )
    return [one for one in moves if one.was != one.now]


def due(planned: Mapping[str, PlannedVisit], code: str) -> date | None:
    found = planned.get(code)
    return found.window.due if found is not None and found.window is not None else None


def facts_behind(protocol: Protocol) -> frozenset[str]:
    """The recorded facts that place the visits, or decide whether they apply."""
    asked = {visit.anchor for visit in protocol.visits}
    for visit in protocol.visits:
        asked |= names_in(visit.when) if visit.when is not None else set()
    return frozenset(leaf for name in asked for leaf in recorded_for(name, protocol.facts))


def place(
    visit: Visit, protocol: Protocol, facts: Facts, recorded: RecordedVisits, today: date
) -> Iterator[PlannedVisit]:
    applies = applies_to(visit, protocol, facts)
    if applies is Truth.FALSE and visit.visit not in recorded:
        return
    done_on = recorded.get(visit.visit)
    window = window_by_anchor(visit, facts) if applies is not Truth.UNKNOWN else None
    state = None
    if window is not None:
        missed = visit.visit in recorded and done_on is None
        state = state_of(window, today=today, done_on=done_on, missed=missed)
    yield PlannedVisit(visit=visit, window=window, state=state, done_on=done_on)


def applies_to(visit: Visit, protocol: Protocol, facts: Facts) -> Truth:
    if visit.when is None:
        return Truth.TRUE
    return truth_of(visit.when, facts, protocol.chosen_readings)


def window_by_anchor(visit: Visit, facts: Facts) -> VisitWindow | None:
    return window_from(day_known(visit.anchor, facts), visit)


def day_known(name: str, facts: Facts) -> date | None:
    """None unless the whole day is known."""
    found = facts.get(name)
    if not isinstance(found, Known) or not isinstance(found.value, PartialDate):
        return None
    return found.value.full


def window_from(anchor: date | None, visit: Visit) -> VisitWindow | None:
    if anchor is None:
        return None
    return placed(anchor, visit.months, visit.weeks, visit.days, visit.window)


def is_expected(planned: PlannedVisit, recorded: RecordedVisits, ended: date | None) -> bool:
    if ended is None or planned.visit.visit in recorded:
        return True
    return planned.window is not None and planned.window.due <= ended
