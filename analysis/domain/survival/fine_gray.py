"""How covariates move the cumulative incidence itself: the subdistribution hazard.

Fine and Gray, J Am Stat Assoc 1999; 94: 496. Those whom the other event forestalled stay at risk,
with a weight G(t-) / G(T-) for the chance that they would still be followed. For prediction; what
causes an event is asked of cause-specific hazards (`cox` with the other event as censoring).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import NotEstimable
from analysis.domain.regression.design import columns_of
from analysis.domain.survival.censoring_weights import CensoringCurve, censoring_curve
from analysis.domain.survival.cox import FEWEST_EVENTS, climb, refusal
from analysis.domain.survival.partial_likelihood import Derivatives, Indices
from analysis.domain.survival.terms import Term, terms_of
from analysis.domain.survival.times import Days, Flags, Floats, SurvivalTimes, day_table


class Version(StrEnum):
    """CMPRSK: Breslow's ties, errors that know G was estimated (cmprsk::crr). WEIGHTED: Efron's
    ties and robust errors that take G as known (survival::finegray with coxph)."""

    CMPRSK = "cmprsk"
    WEIGHTED = "weighted"


@dataclass(frozen=True, kw_only=True, eq=False)
class FineGrayModel:
    terms: Mapping[str, Term]
    covariance: Floats
    log_likelihood: float
    participants: int
    events: int
    competing: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """Rows by day. `died` had the event; each event day is a cell. `kept` is G just before each
    row's own day, `kept_then` before each event day; `passed` is how many event days each row was
    followed through."""

    days: Days
    x: Floats
    died: Indices
    other: Flags
    lost: Flags
    cell: Indices
    share: Floats
    opens: Indices
    passed: Indices
    kept: Floats
    kept_then: Floats

    def at_risk(self, values: Floats) -> Floats:
        """By event day: those still followed, and those forestalled before it by their weight."""
        still = np.cumsum(values[::-1], axis=0)[::-1][self.opens]
        waiting = values * shaped(np.where(self.other, 1 / self.kept, 0), values)
        gone = np.concatenate((np.zeros((1, *values.shape[1:])), np.cumsum(waiting, axis=0)))
        found: Floats = still + gone[self.opens] * shaped(self.kept_then, values)
        return found

    def leaving(self, values: Floats) -> Floats:
        return per_cell(self, values[self.died])


def fine_gray(
    times: SurvivalTimes,
    competing: Flags,
    covariates: Mapping[str, ArrayLike],
    *,
    version: Version = Version.CMPRSK,
    confidence: float = 0.95,
    fewest_events: int = FEWEST_EVENTS,
) -> FineGrayModel | NotEstimable:
    """`times.observed` marks the event, `competing` what forestalled it."""
    names = list(covariates)
    x = columns_of(covariates)
    refused = refusal(times, x, names, fewest_events)
    if refused:
        return refused
    rows = rows_of(times, competing & ~times.observed, x - x.mean(axis=0), version)
    found = climb(lambda coef: Fit(rows, coef).derivatives(), spread=x.std(axis=0))
    if isinstance(found, NotEstimable):
        return found
    fit, bread = Fit(rows, found.coef), np.linalg.inv(found.best.information)
    pulls = fit.residuals()
    if version is Version.CMPRSK:
        pulls = pulls + fit.through_censoring()
    covariance: Floats = bread @ (pulls.T @ pulls) @ bread
    return FineGrayModel(
        terms=terms_of(names, found.coef, covariance, confidence),
        covariance=covariance,
        log_likelihood=found.best.log_likelihood,
        participants=len(times),
        events=times.events,
        competing=int(rows.other.sum()),
    )


def rows_of(times: SurvivalTimes, other: Flags, x: Floats, version: Version) -> Rows:
    order = np.argsort(times.days, kind="stable")
    days, other = times.days[order], other[order]
    observed = times.observed[order]
    died = np.flatnonzero(observed)
    event_days, first, cell, together = np.unique(
        days[died], return_index=True, return_inverse=True, return_counts=True
    )
    curve = losses(SurvivalTimes(days=days, observed=observed | other), version)
    share = (np.arange(len(died)) - first[cell]) / together[cell]
    return Rows(
        days=days,
        x=x[order],
        died=died,
        other=other,
        lost=~(observed | other),
        cell=cell,
        share=share if version is Version.WEIGHTED else np.zeros(len(died)),
        opens=np.searchsorted(days, event_days, side="left"),
        passed=np.searchsorted(event_days, days, side="right"),
        kept=curve.before(days),
        kept_then=curve.before(event_days),
    )


def losses(ended: SurvivalTimes, version: Version) -> CensoringCurve:
    """cmprsk leaves those with an event at risk of loss on their day; survival does not."""
    if version is Version.WEIGHTED:
        return censoring_curve(ended)
    table = day_table(ended)
    return CensoringCurve(days=table.days, kept=np.cumprod(1 - table.censored / table.at_risk))


class Fit:
    """The model at one set of coefficients; comparisons as in `partial_likelihood`."""

    def __init__(self, rows: Rows, coef: Floats) -> None:
        self.rows = rows
        self.log_hazard = rows.x @ coef
        self.hazard = np.exp(self.log_hazard)
        self.total = self.compared(self.hazard)
        weighted = self.hazard[:, None] * rows.x
        self.means = self.compared(weighted) / self.total[:, None]

    def compared(self, values: Floats) -> Floats:
        """By event: the sum over those at risk less the share of those leaving that day."""
        cell = self.rows.cell
        share = shaped(self.rows.share, values)
        found: Floats = self.rows.at_risk(values)[cell] - share * self.rows.leaving(values)[cell]
        return found

    def derivatives(self) -> Derivatives:
        rows = self.rows
        products = self.hazard[:, None, None] * rows.x[:, :, None] * rows.x[:, None, :]
        spread = self.compared(products) / self.total[:, None, None]
        spread = spread - self.means[:, :, None] * self.means[:, None, :]
        return Derivatives(
            log_likelihood=float(self.log_hazard[rows.died].sum() - np.log(self.total).sum()),
            score=(rows.x[rows.died] - self.means).sum(axis=0),
            information=spread.sum(axis=0),
        )

    def residuals(self) -> Floats:
        """What each row brought at its own event, less what was expected while it was at risk."""
        rows, rate = self.rows, 1 / self.total
        expected = self.expected(rate, self.means * rate[:, None])
        own = rate * rows.share
        partly = self.drift(rows.died, own, self.means * own[:, None])
        found = -self.hazard[:, None] * expected
        found[rows.died] += self.hazard[rows.died, None] * partly
        together = np.bincount(rows.cell)[rows.cell, None]
        found[rows.died] += rows.x[rows.died] - per_cell(rows, self.means / together)[rows.cell]
        return found

    def expected(self, rate: Floats, moved: Floats) -> Floats:
        """By row: the sum of rate x (own covariates - mean) over the event days it was at risk,
        those forestalled with their weight ever after."""
        rows = self.rows
        whole, means = per_cell(rows, rate), per_cell(rows, moved)
        through = rows.x * sums_to(whole)[rows.passed, None] - sums_to(means)[rows.passed]
        whole, means = whole * rows.kept_then, means * rows.kept_then[:, None]
        after, after_means = sums_after(whole)[rows.passed], sums_after(means)[rows.passed]
        waiting = np.where(rows.other, 1 / rows.kept, 0)[:, None]
        found: Floats = through + waiting * (rows.x * after[:, None] - after_means)
        return found

    def drift(self, chosen: Indices, rate: Floats, moved: Floats) -> Floats:
        rows = self.rows
        found: Floats = rows.x[chosen] * per_cell(rows, rate)[rows.cell, None]
        return found - per_cell(rows, moved)[rows.cell]

    def through_censoring(self) -> Floats:
        """What each row does to the score through G, which decides the weights of those waiting."""
        rows, rate = self.rows, 1 / self.total
        lost_days = np.unique(rows.days[rows.lost])
        waiting = np.where(rows.other, self.hazard / rows.kept, 0)
        gone = np.searchsorted(rows.days, lost_days, side="left")
        before, before_x = sums_to(waiting)[gone], sums_to(waiting[:, None] * rows.x)[gone]
        ahead = np.searchsorted(rows.days[rows.died], lost_days, side="right")
        future = rate * rows.kept_then[rows.cell]
        after, after_x = sums_after(future)[ahead], sums_after(future[:, None] * self.means)[ahead]
        moved = before_x * after[:, None] - before[:, None] * after_x
        at_risk = (len(rows.days) - gone)[:, None]
        count = np.bincount(np.searchsorted(lost_days, rows.days[rows.lost]), minlength=len(gone))
        compensator = sums_to(moved * count[:, None] / at_risk**2)
        place = np.searchsorted(lost_days, rows.days, side="right")
        found = -compensator[place]
        found[rows.lost] += (moved / at_risk)[place[rows.lost] - 1]
        return found


def per_cell(rows: Rows, by_event: Floats) -> Floats:
    first = np.searchsorted(rows.cell, np.arange(len(rows.opens)))
    found: Floats = np.add.reduceat(by_event, first, axis=0)
    return found


def sums_to(values: Floats) -> Floats:
    """Running sums that begin with 0: entry k is the sum of the first k."""
    found: Floats = np.concatenate((np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)))
    return found


def sums_after(values: Floats) -> Floats:
    """Entry k is the sum of all but the first k."""
    return sums_to(values)[-1] - sums_to(values)


def shaped(weights: Floats, values: Floats) -> Floats:
    return weights.reshape(-1, *([1] * (values.ndim - 1)))
