"""How long and how much of each agent was given: durations, periods, relative dose intensity."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from analysis.domain.durations import days_between
from analysis.domain.safety import Arm, heading
from analysis.domain.tables import Cell, Column, Label, Row, RowRef, Table
from followup.domain.exposure import Exposure, Given, Plan, exposure, relative_dose_intensity
from trials.domain.messages import message as _
from trials.domain.protocol.arms import Agent, Planned
from trials.domain.values import Facts


@dataclass(frozen=True, kw_only=True)
class Course:
    """One period of one agent, and the record that says so."""

    participant: int
    given: Given
    ref: RowRef


@dataclass(frozen=True, kw_only=True)
class Received:
    """What one participant got of one agent by the cut; `intensity` in per cent of the plan."""

    participant: int
    exposure: Exposure
    intensity: float | None
    refs: tuple[RowRef, ...]

    @property
    def days(self) -> int:
        return days_between(self.exposure.first, self.exposure.last) + 1


def exposure_table(
    courses: Iterable[Course],
    arms: Sequence[Arm],
    agents: Sequence[Agent],
    *,
    facts: Mapping[int, Facts],
    cut: date,
) -> Table:
    """`facts` by participant: those a planned dose depends on."""
    by_agent: dict[str, list[Course]] = {}
    for one in courses:
        by_agent.setdefault(one.given.agent, []).append(one)
    return Table(
        key="exposure_durations",
        title=_("Duration of treatment and dose intensity"),
        stub=_("Agent"),
        columns=tuple(column for arm in arms for column in columns_of(arm)),
        rows=tuple(
            row_of(agent, received_of(by_agent[agent.id], agent, facts, cut), arms)
            for agent in agents
            if agent.id in by_agent
        ),
        denominators={arm.key: len(arm.members) for arm in arms},
        footnotes=(
            _("Days from the first to the last day given, both included; up to the cut."),
            _("Dose intensity: given per day as a share of planned per day, where both are known."),
            *assumed_plans(agents),
        ),
    )


def assumed_plans(agents: Iterable[Agent]) -> Iterator[Label]:
    if any(one.planned is not None and not one.planned.printed for one in agents):
        yield _("Some planned doses are the platform's: the source prints none.")


def columns_of(arm: Arm) -> Iterator[Column]:
    group = heading(arm)
    for key, label in (
        ("treated", _("Treated")),
        ("median_days", _("Days, median")),
        ("shortest", _("Days, shortest")),
        ("longest", _("Days, longest")),
        ("median_periods", _("Doses or periods, median")),
        ("dosed", _("With a dose intensity")),
        ("median_intensity", _("Dose intensity, median, %")),
    ):
        yield Column(key=f"{key}:{arm.key}", label=label, group=group)


def row_of(agent: Agent, received: Sequence[Received], arms: Sequence[Arm]) -> Row:
    cells = (cell for arm in arms for cell in cells_of(arm, received))
    return Row(key=agent.id, label=agent.label, cells=tuple(cells))


def cells_of(arm: Arm, received: Sequence[Received]) -> Iterator[Cell]:
    here = [one for one in received if one.participant in set(arm.members)]
    days = [one.days for one in here]
    shares = [one.intensity for one in here if one.intensity is not None]
    yield counted(here, of=len(arm.members))
    yield Cell(value=float(median(days)) if days else None)
    yield Cell(value=min(days, default=None))
    yield Cell(value=max(days, default=None))
    yield Cell(value=float(median(one.exposure.periods for one in here)) if here else None)
    yield counted([one for one in here if one.intensity is not None], of=len(here))
    yield Cell(value=median(shares) if shares else None)


def counted(received: Sequence[Received], *, of: int) -> Cell:
    refs = (ref for one in received for ref in one.refs)
    return Cell.count((one.participant for one in received), of=of, rows=refs)


def received_of(
    courses: Sequence[Course], agent: Agent, facts: Mapping[int, Facts], cut: date
) -> list[Received]:
    found = []
    for participant, mine in sorted(by_participant(courses).items()):
        given = [one.given for one in mine]
        had = exposure(given, known_to=cut)
        if had is not None:
            found.append(
                Received(
                    participant=participant,
                    exposure=had,
                    intensity=intensity_of(given, agent.planned, facts.get(participant, {}), cut),
                    refs=tuple(one.ref for one in mine if one.given.first <= cut),
                )
            )
    return found


def by_participant(courses: Iterable[Course]) -> Mapping[int, list[Course]]:
    found: dict[int, list[Course]] = {}
    for one in courses:
        found.setdefault(one.participant, []).append(one)
    return found


def intensity_of(
    given: Sequence[Given], planned: Planned | None, facts: Facts, cut: date
) -> float | None:
    dose = planned.dose_for(facts) if planned else None
    if planned is None or dose is None:
        return None
    plan = Plan(dose=dose, unit=planned.unit, every_days=planned.every_days)
    share = relative_dose_intensity(given, plan=plan, known_to=cut)
    return None if share is None else float(share * 100)
