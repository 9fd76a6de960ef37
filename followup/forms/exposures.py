"""How much of each agent a participant received, as the page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from casebook.models import Record
from casebook.selectors.protocols import protocol_behind
from followup.domain.exposure import Given, Plan, exposure, relative_dose_intensity
from followup.models import TreatmentCourse
from trials.domain.protocol.arms import Agent, Planned
from trials.domain.values import Facts
from trials.wording import worded


@dataclass(frozen=True, kw_only=True)
class ExposureLine:
    """`intensity` is the share of the planned dose per day; empty where nothing was planned.
    `assumed`: the plan is the platform's, the source prints none."""

    agent: str
    first: str
    last: str
    periods: int
    days: int
    cumulative: str
    intensity: str
    assumed: bool = False


def exposure_lines(rows: Iterable[Record], *, facts: Facts, known_to: date) -> list[ExposureLine]:
    """Of each agent, in the order of the protocol. `facts`: those a planned dose depends on."""
    courses = [one for one in rows if isinstance(one, TreatmentCourse)]
    if not courses:
        return []
    latest = max(courses, key=lambda one: (one.entered_at, one.pk))
    lines = (
        line_of(agent, [one for one in courses if one.agent == agent.id], facts, known_to)
        for agent in protocol_behind(latest).agents
    )
    return [line for line in lines if line is not None]


def line_of(
    agent: Agent, courses: list[TreatmentCourse], facts: Facts, known_to: date
) -> ExposureLine | None:
    periods = [given_of(agent, one) for one in courses]
    found = exposure(periods, known_to=known_to)
    if found is None:
        return None
    dosed = all(is_clear(agent, one) for one in courses) and found.cumulative is not None
    share = intensity(agent.planned, periods, facts, known_to)
    return ExposureLine(
        agent=worded(agent.label),
        first=found.first.isoformat(),
        last=_("going on") if any(one.last is None for one in periods) else found.last.isoformat(),
        periods=found.periods,
        days=found.days_given,
        cumulative=f"{found.cumulative.normalize():f} {found.unit}"
        if dosed and found.cumulative is not None
        else "",
        intensity=share,
        assumed=bool(share and agent.planned and not agent.planned.printed),
    )


def given_of(agent: Agent, course: TreatmentCourse) -> Given:
    return Given(
        agent=agent.id,
        first=course.start_date,
        last=course.end_date,
        dose=course.dose,
        unit=course.dose_unit,
        is_daily=agent.planned is not None and agent.planned.every_days == 1,
    )


def is_clear(agent: Agent, course: TreatmentCourse) -> bool:
    """Without a plan nobody says whether the dose of a longer course was given once or daily."""
    return agent.planned is not None or course.end_date == course.start_date


def intensity(planned: Planned | None, periods: list[Given], facts: Facts, known_to: date) -> str:
    dose = planned.dose_for(facts) if planned else None
    if planned is None or dose is None:
        return ""
    plan = Plan(dose=dose, unit=planned.unit, every_days=planned.every_days)
    share = relative_dose_intensity(periods, plan=plan, known_to=known_to)
    return "" if share is None else f"{share * 100:.0f} %"
