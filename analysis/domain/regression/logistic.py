"""Logistic regression by maximum likelihood, as R's glm: for propensities, outcomes and
calibration.

Where the data split perfectly the likelihood rises for ever and a library answers huge numbers
with a warning; here that is not estimable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Estimate, NotEstimable, Reason
from analysis.domain.regression.design import INTERCEPT, design_of, is_spent, repeats_itself, sizes
from analysis.domain.survival.times import Floats
from trials.domain.messages import message as _

SMALLEST_STEP = 1e-10
MOST_STEPS = 50
WHERE_R_RESTS = 1e-8


@dataclass(frozen=True, kw_only=True, eq=False)
class LogisticModel:
    """Terms by name, the intercept first; `covariance` is the inverse information."""

    names: tuple[str, ...]
    coef: Floats
    covariance: Floats
    fitted: Floats
    deviance: float
    confidence: float

    def term(self, name: str) -> Estimate:
        place = self.names.index(name)
        se = float(np.sqrt(self.covariance[place, place]))
        return Estimate.wald(float(self.coef[place]), se, self.confidence)

    @property
    def errors(self) -> Floats:
        found: Floats = np.sqrt(np.diag(self.covariance))
        return found

    def predicted(self, covariates: Mapping[str, ArrayLike], *, rows: int) -> Floats:
        return expit(design_of(covariates, rows=rows) @ self.coef)


def logistic(
    outcome: ArrayLike,
    covariates: Mapping[str, ArrayLike],
    *,
    weights: ArrayLike | None = None,
    offset: ArrayLike | None = None,
    confidence: float = 0.95,
) -> LogisticModel | NotEstimable:
    """`outcome` is 0 or 1; `offset` is added to the log odds with a coefficient of one."""
    y = np.asarray(outcome, dtype=np.float64)
    weight = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    moved = np.zeros(len(y)) if offset is None else np.asarray(offset, dtype=np.float64)
    x = design_of(covariates, rows=len(y))
    refused = refusal(y, x, weight)
    if refused:
        return refused
    units = sizes(x)
    found = climb(y, x / units, weight, moved)
    if isinstance(found, NotEstimable):
        return found
    coef = found.coef / units
    share = expit(x @ coef + moved)
    return LogisticModel(
        names=(INTERCEPT, *covariates),
        coef=coef,
        covariance=np.linalg.inv(found.information) / np.outer(units, units),
        fitted=share,
        deviance=deviance(y, share, weight),
        confidence=confidence,
    )


def refusal(y: Floats, x: Floats, weight: Floats) -> NotEstimable | None:
    counted = weight > 0
    if not counted.any():
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this analysis."))
    if len(np.unique(y[counted])) < 2:
        return NotEstimable(Reason.ONE_GROUP, _("Everybody here has the same outcome."))
    if repeats_itself(x[counted]):
        return NotEstimable(
            Reason.COLLINEAR,
            _("A covariate has one value only wherever it is compared, or repeats others."),
        )
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Maximum:
    coef: Floats
    information: Floats


def climb(y: Floats, x: Floats, weight: Floats, offset: Floats) -> Maximum | NotEstimable:
    """Reweighted least squares from R's beginning, until the coefficients rest.

    R rests sooner and takes the information of the step before it. Ours goes on for the
    coefficients and keeps that information, so that the errors are those R prints.
    """
    share: Floats = (weight * y + 0.5) / (weight + 1)
    log_odds, here = logit(share), deviance(y, share, weight)
    coef, kept = None, None
    for _step in range(MOST_STEPS):
        curvature = information(x, share, weight)
        if is_spent(curvature, weight.sum()):
            return SPLIT
        pull = weight * (share * (1 - share) * (log_odds - offset) + y - share)
        target: Floats = np.linalg.solve(curvature, x.T @ pull)
        ahead = deviance(y, expit(x @ target + offset), weight)
        while coef is not None and ahead > here + 1e-9 and np.abs(target - coef).max() > 1e-12:
            target = (target + coef) / 2
            ahead = deviance(y, expit(x @ target + offset), weight)
        if kept is None and abs(ahead - here) < WHERE_R_RESTS * (ahead + 0.1):
            kept = curvature
        if coef is not None and np.abs(target - coef).max() < SMALLEST_STEP:
            return Maximum(coef=target, information=curvature if kept is None else kept)
        coef, here = target, ahead
        log_odds = x @ target + offset
        share = expit(log_odds)
    return NotEstimable(
        Reason.NOT_CONVERGED, _("The model did not settle in {steps} steps.", steps=MOST_STEPS)
    )


SPLIT = NotEstimable(
    Reason.SEPARATION, _("A covariate splits those with and without the outcome perfectly.")
)


def information(x: Floats, share: Floats, weight: Floats) -> Floats:
    found: Floats = (x * (weight * share * (1 - share))[:, None]).T @ x
    return found


def deviance(y: Floats, share: Floats, weight: Floats) -> float:
    said = np.where(y > 0, share, 1 - share)
    with np.errstate(divide="ignore"):
        return float(-2 * (weight @ np.where(weight > 0, np.log(said), 0)))


def expit(log_odds: Floats) -> Floats:
    from scipy.special import expit as of

    found: Floats = of(log_odds)
    return found


def logit(share: Sequence[float] | Floats) -> Floats:
    from scipy.special import logit as of

    found: Floats = of(np.asarray(share, dtype=np.float64))
    return found
