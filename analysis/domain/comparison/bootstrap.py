"""The weighted contrast drawn again from resampled participants, the propensity fitted anew.

All resamples are worked on at once. A refit goes by Newton steps from the estimate with each
resample's own information there; within eight steps it has settled far below what resampling
itself leaves open, and a resample that has not is left out and counted. The chances by the
multinomial model stand as they are; the model of agreement, which holds them and every covariate,
is what is fitted anew.
"""

from dataclasses import dataclass

import numpy as np

from analysis.domain.comparison.adjusted import Adjusted, weights_by
from analysis.domain.comparison.cohort import Cohort
from analysis.domain.estimates import Limits, NotEstimable, Reason
from analysis.domain.regression.design import design_of, sizes
from analysis.domain.regression.logistic import expit
from analysis.domain.survival.times import Flags, Floats
from analysis.domain.weighting.weights import Scheme
from trials.domain.messages import message as _

RUNS, SEED, STEPS, SETTLED = 1000, 20260101, 8, 0.01
FEWEST_RUNS = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class Resampled:
    """One row per resample that settled: the difference on each day asked for, and that of the
    mean days free up to the last of them."""

    runs: int
    differences: Floats
    restricted: Floats

    def limits(self, each: Floats, confidence: float = 0.95) -> Limits | NotEstimable:
        if len(each) < FEWEST_RUNS:
            return NotEstimable(
                Reason.NOT_CONVERGED, _("Too few of the resamples could be fitted.")
            )
        tail = (1 - confidence) / 2
        lower, upper = np.quantile(each, [tail, 1 - tail])
        return Limits(lower=float(lower), upper=float(upper), confidence=confidence)


def resampled(
    cohort: Cohort,
    found: Adjusted,
    *,
    days: tuple[float, ...],
    scheme: Scheme = Scheme.OVERLAP,
    runs: int = RUNS,
) -> Resampled:
    rows = len(cohort)
    counts = np.random.default_rng(SEED).multinomial(rows, np.full(rows, 1 / rows), size=runs)
    agreement, settled = refitted(cohort, found, counts.astype(np.float64))
    weights = counts * weights_by(agreement, cohort.agreed, scheme)
    # A group nobody of whom was drawn has no curve.
    drawn = weights[:, cohort.agreed].any(axis=1) & weights[:, ~cohort.agreed].any(axis=1)
    weights = weights[settled & drawn]
    first = curves(cohort, weights, cohort.agreed, days)
    second = curves(cohort, weights, ~cohort.agreed, days)
    return Resampled(runs=runs, differences=first[0] - second[0], restricted=first[1] - second[1])


def refitted(cohort: Cohort, found: Adjusted, counts: Floats) -> tuple[Floats, Flags]:
    """Each resample's chance of agreement by its own model, and whether that settled."""
    x = design_of(found.columns, rows=len(cohort))
    units = sizes(x)
    x = x / units
    inverse = inverses(x, found.agreement.fitted, counts)
    coef = np.tile(found.agreement.coef * units, (len(counts), 1))
    step = np.zeros_like(coef)
    for _step in range(STEPS):
        score = (counts * (cohort.agreed - expit(coef @ x.T))) @ x
        step = (inverse @ score[:, :, None])[:, :, 0]
        coef = coef + np.clip(step, -5, 5)
    settled = np.abs(step).max(axis=1) < SETTLED
    return np.clip(expit(coef @ x.T), 1e-12, 1 - 1e-12), settled


def inverses(x: Floats, fitted: Floats, counts: Floats) -> Floats:
    """Of each resample's information at the estimate: one matrix product for all of them."""
    rows, width = x.shape
    each = (fitted * (1 - fitted))[:, None, None] * x[:, :, None] * x[:, None, :]
    information = (counts @ each.reshape(rows, -1)).reshape(len(counts), width, width)
    # So little as not to move what is known, and enough where a code was not drawn at all.
    found: Floats = np.linalg.inv(information + 1e-8 * rows * np.eye(width))
    return found


def curves(
    cohort: Cohort, weights: Floats, chosen: Flags, days: tuple[float, ...]
) -> tuple[Floats, Floats]:
    """The curve of each resample on each day, and its area up to the last of them."""
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(cohort.times.days[rows], kind="stable")]
    at, first = np.unique(cohort.times.days[rows], return_index=True)
    weight = weights[:, rows]
    left = np.add.reduceat(weight, first, axis=1)
    events = np.add.reduceat(weight * cohort.times.observed[rows], first, axis=1)
    at_risk = np.cumsum(left[:, ::-1], axis=1)[:, ::-1]
    hazard = np.divide(events, at_risk, out=np.zeros_like(events), where=at_risk > 0)
    surv = np.concatenate([np.ones((len(weights), 1)), np.cumprod(1 - hazard, axis=1)], axis=1)
    read = surv[:, np.searchsorted(at, days, side="right")]
    ends = np.concatenate([[0.0], np.minimum(at, max(days)), [max(days)]])
    area: Floats = surv @ np.diff(ends)
    return read, area
