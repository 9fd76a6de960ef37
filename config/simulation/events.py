"""Adverse events: terms of CTCAE v5.0 that these treatments are known for. How often is invented,
of the order that trials of the same drugs and operations print."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from config.simulation.chance import Chance
from config.simulation.diary import Diary
from followup.actions import adverse_events
from followup.actions.adverse_events import Event
from followup.domain.seriousness import NOT_RELATED, RELATED
from followup.models import AdverseEvent
from trials.domain.partial_dates import PartialDate

# Of grade 3 events this many bring the patient into hospital.
INTO_HOSPITAL, MONTH_ONLY = 0.4, 0.15
TOLD_AFTER = timedelta(hours=5)


@dataclass(frozen=True)
class Hazard:
    """`grades`: how likely each is; `first`, `last`: days from the start of the exposure."""

    term: str
    probability: float
    grades: Mapping[int, float]
    first: int
    last: int
    agents: tuple[str, ...] = ()
    days: int = 14


MILD = {1: 0.65, 2: 0.35}
MODERATE = {1: 0.4, 2: 0.4, 3: 0.2}
MARKED = {2: 0.5, 3: 0.45, 4: 0.05}


def expose(diary: Diary, hazards: Iterable[Hazard], *, start: date, until: date) -> None:
    """Let each hazard strike or not; what strikes is entered some days later."""
    for hazard in hazards:
        chance = diary.chart.chance.apart("event", hazard.term, start)
        onset = start + timedelta(days=chance.whole(hazard.first, hazard.last))
        if chance.happens(hazard.probability) and onset <= until:
            entered = onset + timedelta(days=chance.whole(0, 9))
            diary.expect(entered, partial(enter, diary, hazard, onset, chance))


def enter(diary: Diary, hazard: Hazard, onset: date, chance: Chance, day: date) -> None:
    chart = diary.chart
    at = chart.at(day)
    event = event_of(hazard, onset, day, chance, agents=agents_given(diary), aware_at=at)
    row = adverse_events.report(
        participant=chart.participant, event=event, by=chart.team.nurse, at=at
    )
    if event.seriousness:
        tell(diary, row, at)


def tell(diary: Diary, row: AdverseEvent, aware_at: datetime) -> None:
    told = min(aware_at + TOLD_AFTER, diary.chart.scene.now)
    nurse = diary.chart.team.nurse
    adverse_events.tell_sponsor(record=row, told_at=told, by=nurse, at=told)


def event_of(
    hazard: Hazard,
    onset: date,
    day: date,
    chance: Chance,
    *,
    agents: frozenset[str],
    aware_at: datetime,
) -> Event:
    grade = chance.weighed(hazard.grades)
    end = onset + timedelta(days=max(1, chance.wait(hazard.days)))
    is_over = end <= day
    return Event(
        term=hazard.term,
        grade=grade,
        onset=dated(onset, chance, rough=grade < 3 and onset.month == day.month),
        end=PartialDate.of(end) if is_over else None,
        outcome="recovered" if is_over else chance.one_of(("recovering", "ongoing")),
        seriousness=seriousness_of(grade, chance),
        causality=causality_of(hazard, agents),
        expected=bool(hazard.agents),
        narrative=f"{hazard.term}, grade {grade}; treated and watched." if grade >= 3 else "",
        aware_at=aware_at,
    )


def dated(day: date, chance: Chance, *, rough: bool) -> PartialDate:
    if rough and chance.happens(MONTH_ONLY):
        return PartialDate(day.year, day.month, None)
    return PartialDate.of(day)


def seriousness_of(grade: int, chance: Chance) -> tuple[str, ...]:
    if grade == 4:
        return ("hospitalization", "life_threatening")
    if grade == 3 and chance.happens(INTO_HOSPITAL):
        return ("hospitalization",)
    return ()


def agents_given(diary: Diary) -> frozenset[str]:
    agents = {agent.id for agent in diary.chart.scene.protocol.agents if agent.causality}
    given = diary.chart.participant.treatmentcourse_set.values_list("agent", flat=True)
    return frozenset(agents & set(given))


def causality_of(hazard: Hazard, agents: frozenset[str]) -> dict[str, str]:
    """Only of what this person was given."""
    return {agent: RELATED if agent in hazard.agents else NOT_RELATED for agent in sorted(agents)}


def strike_today(diary: Diary, hazard: Hazard) -> None:
    """The serious event whose clock the demonstration shows running: known since this morning, or
    since last night while it is still night."""
    scene, chart = diary.chart.scene, diary.chart
    morning, night = scene.instant(scene.today, 7 * 60), scene.today - timedelta(days=1)
    is_day = scene.now > morning + timedelta(minutes=30)
    aware_at = morning if is_day else scene.instant(night, 20 * 60)
    event = Event(
        term=hazard.term,
        grade=3,
        onset=PartialDate.of(night),
        outcome="ongoing",
        seriousness=("hospitalization",),
        causality=causality_of(hazard, agents_given(diary)),
        expected=False,
        narrative=f"{hazard.term} since last evening; taken into hospital for observation.",
        aware_at=aware_at,
    )
    adverse_events.report(
        participant=chart.participant,
        event=event,
        by=chart.team.nurse,
        at=aware_at + timedelta(minutes=20),
    )
