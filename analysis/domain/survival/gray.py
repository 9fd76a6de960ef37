"""Is the cumulative incidence the same in all groups? Gray's test.

Gray, Ann Stat 1988; 16: 1141, with rho = 0: a log-rank test in which those whom the other event
forestalled are still counted at risk, as far as censoring would have left them there. Equal to
cmprsk::cuminc.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.terms import ModelTest, tested
from analysis.domain.survival.times import Flags, Floats, SurvivalTimes, count
from trials.domain.messages import message as _

Competing = Mapping[str, tuple[SurvivalTimes, Flags]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Day:
    """Counts by group on one day on which an event of either kind happened."""

    at_risk: Floats
    own: Floats
    other: Floats


@dataclass(kw_only=True, eq=False)
class Progress:
    """What has been added up to a day. `surv` and `own` are each group's curves before the day,
    `pooled` the common incidence under no difference."""

    groups: int
    pooled: float = 0.0
    surv: Floats = field(init=False)
    own: Floats = field(init=False)
    score: Floats = field(init=False)
    passed: Floats = field(init=False)
    spread: Floats = field(init=False)
    mixed: Floats = field(init=False)
    ahead: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.surv, self.own = np.ones(self.groups), np.zeros(self.groups)
        self.score, self.ahead = np.zeros(self.groups), np.zeros(self.groups)
        self.passed, self.spread, self.mixed = (
            np.zeros((self.groups, self.groups)) for _matrix in range(3)
        )


def gray_test(groups: Competing) -> ModelTest | NotEstimable:
    """Each group with its times, the event being observed, and who had the competing one."""
    if sum(times.events for times, _other in groups.values()) == 0:
        return NotEstimable(Reason.NO_EVENTS, _("Nobody has had the event in any group."))
    present = {name: pair for name, pair in groups.items() if len(pair[0])}
    if len(present) < 2:
        return NotEstimable(
            Reason.ONE_GROUP, _("Only one group was at risk when the events happened.")
        )
    progress = Progress(groups=len(present))
    for day in days_of(present):
        add(progress, day)
    return verdict(progress)


def days_of(groups: Competing) -> list[Day]:
    final = max(int(times.days.max()) for times, _other in groups.values())
    own = np.array([count(times, times.observed, through=final) for times, _o in groups.values()])
    other = np.array([count(times, rival, through=final) for times, rival in groups.values()])
    left = np.array(
        [
            count(times, np.ones(len(times), np.bool_), through=final)
            for times, _o in groups.values()
        ]
    )
    at_risk = np.cumsum(left[:, ::-1], axis=1)[:, ::-1]
    return [
        Day(at_risk=at_risk[:, day], own=own[:, day], other=other[:, day])
        for day in np.flatnonzero((own + other).sum(axis=0))
    ]


def add(so_far: Progress, day: Day) -> None:
    present = day.at_risk > 0
    share = quotient(day.at_risk, so_far.surv, present)
    total, events = share.sum(), day.own.sum()
    expecting = share * (1 - so_far.own)
    so_far.score += day.own - events * expecting / expecting.sum()
    surv = so_far.surv - so_far.surv * quotient(day.own + day.other, day.at_risk, present)
    pooled = so_far.pooled + events / total
    apart = np.diag(share) - np.outer(share, share) / total
    so_far.passed += apart * events / (total * (1 - so_far.pooled))
    lost = quotient(np.full(len(surv), 1 - pooled), surv, surv > 0)
    add_own(so_far, apart, 1 - lost, own_spread(so_far, day, total, present))
    add_other(so_far, lost, other_spread(so_far, day, surv > 0))
    so_far.own = so_far.own + so_far.surv * quotient(day.own, day.at_risk, present)
    so_far.surv, so_far.pooled = surv, pooled


def own_spread(so_far: Progress, day: Day, total: float, present: Flags) -> Floats:
    """The variance of a group's step under the common incidence, ties drawn without return."""
    events = day.own.sum()
    ties: Floats = np.ones(len(present))
    if events > 1:
        ties = 1 - quotient(np.full(len(ties), events - 1), total * so_far.surv - 1, present)
    return quotient(ties * so_far.surv * events, total * day.at_risk, present)


def other_spread(so_far: Progress, day: Day, lasting: Flags) -> Floats:
    chosen = lasting & (day.other > 0)
    several = chosen & (day.other > 1)
    ties = 1 - quotient(day.other - 1, day.at_risk - 1, several)
    return quotient(so_far.surv**2 * ties * day.other, day.at_risk**2, chosen)


def add_own(so_far: Progress, apart: Floats, kept: Floats, spread: Floats) -> None:
    """Each column is a group's step; what passed already pulls the other way."""
    pull = apart - so_far.passed * kept
    so_far.spread += (pull * spread) @ pull.T
    so_far.mixed += pull * spread * kept
    so_far.ahead += spread * kept**2


def add_other(so_far: Progress, lost: Floats, spread: Floats) -> None:
    pull = so_far.passed * lost
    so_far.spread += (pull * spread) @ pull.T
    so_far.mixed -= pull * spread * lost
    so_far.ahead += spread * lost**2


def verdict(found: Progress) -> ModelTest | NotEstimable:
    carried = found.passed @ found.mixed.T
    covariance = (
        found.spread + (found.passed * found.ahead) @ found.passed.T + carried + carried.T
    )[1:, 1:]
    if np.linalg.matrix_rank(covariance) < len(covariance):
        return NotEstimable(Reason.NO_VARIANCE, _("At every event only one group was at risk."))
    score = found.score[1:]
    return tested(float(score @ np.linalg.solve(covariance, score)), len(score))


def quotient(over: Floats, under: Floats, where: Flags) -> Floats:
    return np.divide(over, under, out=np.zeros(len(where)), where=where)
