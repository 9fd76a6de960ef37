"""From the door to the enrollment, or to the reason why not; the way is the same in every trial."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from config.simulation.chance import Chance
from config.simulation.chart import Chart
from config.simulation.filling import Given
from config.simulation.people import Population, Somebody, of_age, somebody
from enrollment.actions.screening import close_screening
from enrollment.domain import reasons
from enrollment.models import EligibilityDecision
from trials.domain.protocol.forms import Phase

WHY = ("Outpatient clinic", "Referred by a county hospital", "Tumor board")
# Told about the trial and not willing: nothing but the entry in the log is stored.
DECLINED = "Declined to take part"
# What the story has drawn for this person, if they are to be enrolled, stands beside.
Prepare = Callable[[Chart, date, object], None]


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why somebody is not eligible: answers that break a criterion, or an age too high."""

    weight: float
    given: Mapping[str, Given] = field(default_factory=dict)
    low_score: bool = False
    age: int | None = None
    declines: bool = False


@dataclass(frozen=True, kw_only=True)
class Door:
    """How a trial screens: `prepare` sets the answers that hang together, `examine` does what no
    form does, such as recording a score."""

    population: Population
    failures: tuple[Failure, ...]
    prepare: Prepare
    examine: Callable[[Chart, date, Failure | None], None] = lambda chart, day, failure: None
    days_to_judge: int = 2


def fail(chart: Chart, door: Door, failure: Failure, day: date) -> None:
    """A screen failure, signed as such; one who declines has nothing to be judged."""
    who = candidate(chart.chance, door, failure, day, chart.mark)
    if failure.declines:
        chart.register(who, day, DECLINED)
        chart.write(close_screening, day, code=reasons.DECLINED, closed_date=day)
        return
    examined(chart, door, who, day, failure=failure)
    chart.judge(day + timedelta(days=door.days_to_judge))


def candidate(
    chance: Chance, door: Door, failure: Failure | None, day: date, mark: str
) -> Somebody:
    if failure is None or failure.age is None:
        return somebody(chance, door.population, on=day, mark=mark)
    return of_age(chance, years=failure.age, sex="male", on=day, mark=mark)


def examined(
    chart: Chart,
    door: Door,
    who: Somebody,
    day: date,
    *,
    failure: Failure | None = None,
    plan: object = None,
) -> None:
    chart.register(who, day, chart.chance.one_of(WHY))
    chart.consent(who, day)
    door.prepare(chart, day, plan)
    chart.given.update(failure.given if failure else {})
    chart.attend("SCR", day)
    for form in chart.scene.protocol.forms_in(Phase.SCREENING):
        chart.fill(form.id, day, visit="SCR")
    door.examine(chart, day, failure)


def enroll(chart: Chart, door: Door, day: date, *, plan: object) -> date | None:
    """The day of enrollment; None when chance has made somebody who does not qualify."""
    who = candidate(chart.chance, door, None, day, chart.mark)
    examined(chart, door, who, day, plan=plan)
    judged = day + timedelta(days=door.days_to_judge)
    if chart.judge(judged).verdict != EligibilityDecision.Verdict.ELIGIBLE:
        return None
    chart.enroll(judged)
    return judged


def leave_in_screening(chart: Chart, door: Door, day: date) -> None:
    """Consented, the first form begun: what the log shows on any ordinary morning."""
    who = candidate(chart.chance, door, None, day, chart.mark)
    chart.register(who, day, chart.chance.one_of(WHY))
    chart.consent(who, day)
    door.prepare(chart, day, None)
    first = chart.scene.protocol.forms_in(Phase.SCREENING)[0]
    chart.attend("SCR", day)
    chart.fill(first.id, day, visit="SCR", complete=chart.chance.happens(0.5))
