"""Tests of equal survival: log-rank, stratified, and weighted towards early events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.distributions import chi_square_tail
from analysis.domain.survival.times import Floats, SurvivalTimes, count
from trials.domain.messages import message as _

Groups = Mapping[str, SurvivalTimes]


@dataclass(frozen=True, kw_only=True)
class LogRank:
    chi_square: float
    df: int
    p: float
    observed: Mapping[str, float]
    expected: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """Observed and expected events per group, and the covariance of their difference."""

    observed: Floats
    expected: Floats
    weighted: Floats
    covariance: Floats

    def __add__(self, other: Self) -> Self:
        return type(self)(
            observed=self.observed + other.observed,
            expected=self.expected + other.expected,
            weighted=self.weighted + other.weighted,
            covariance=self.covariance + other.covariance,
        )


def log_rank(groups: Groups, *, rho: float = 0) -> LogRank | NotEstimable:
    """Compare the groups; `rho` 0 is the log-rank test, 1 the Peto-Peto test of R."""
    return stratified_log_rank([groups], rho=rho)


def stratified_log_rank(strata: Sequence[Groups], *, rho: float = 0) -> LogRank | NotEstimable:
    """Compare the groups within each stratum; a group may be absent from some strata."""
    names = list(dict.fromkeys(name for groups in strata for name in groups))
    tallies = [tally(groups, names, rho=rho) for groups in strata if any(map(len, groups.values()))]
    if not tallies:
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in these groups."))
    total = tallies[0]
    for other in tallies[1:]:
        total = total + other
    return verdict(total, names)


def verdict(total: Tally, names: Sequence[str]) -> LogRank | NotEstimable:
    if not total.observed.sum():
        return NotEstimable(Reason.NO_EVENTS, _("Nobody has had the event in any group."))
    # A group that was never at risk when an event happened says nothing and costs no degree.
    informative = np.flatnonzero(total.expected > 0)
    if len(informative) < 2:
        return NotEstimable(
            Reason.ONE_GROUP, _("Only one group was at risk when the events happened.")
        )
    free = informative[1:]
    difference = total.weighted[free]
    covariance = total.covariance[np.ix_(free, free)]
    if np.linalg.matrix_rank(covariance) < len(free):
        return NotEstimable(Reason.NO_VARIANCE, _("At every event only one group was at risk."))
    chi_square = float(difference @ np.linalg.solve(covariance, difference))
    return LogRank(
        chi_square=chi_square,
        df=len(free),
        p=chi_square_tail(chi_square, len(free)),
        observed=dict(zip(names, total.observed.tolist(), strict=True)),
        expected=dict(zip(names, total.expected.tolist(), strict=True)),
    )


def tally(groups: Groups, names: Sequence[str], *, rho: float) -> Tally:
    final = max(int(times.days.max(initial=0)) for times in groups.values())
    nobody = SurvivalTimes.of([], [])
    samples = [groups.get(name, nobody) for name in names]
    events = np.array([count(times, times.observed, through=final) for times in samples])
    left = np.array(
        [count(times, np.ones(len(times), np.bool_), through=final) for times in samples]
    )
    at_risk = np.cumsum(left[:, ::-1], axis=1)[:, ::-1]
    on_event_days = np.flatnonzero(events.sum(axis=0))
    return tally_days(events[:, on_event_days], at_risk[:, on_event_days], rho=rho)


def tally_days(events: Floats, at_risk: Floats, *, rho: float) -> Tally:
    """Sum over the event days; rows are groups, columns days."""
    died, n = events.sum(axis=0), at_risk.sum(axis=0)
    share = at_risk / n
    expected = share * died
    weight = early_weight(died, n, rho)
    # The last one at risk can only be the one who has the event: no variance.
    spread = np.divide(died * (n - died), n - 1, out=np.zeros_like(n), where=n > 1) * weight**2
    covariance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    return Tally(
        observed=events.sum(axis=1),
        expected=expected.sum(axis=1),
        weighted=((events - expected) * weight).sum(axis=1),
        covariance=covariance,
    )


def early_weight(died: Floats, n: Floats, rho: float) -> Floats:
    """Weigh each day by the pooled survival just before it, to the power rho."""
    surv = np.cumprod(1 - died / n)
    before: Floats = np.concatenate([[1.0], surv[:-1]])[: len(surv)]
    return before**rho
