"""A Weibull model of times known only between two visits: log time is linear in the covariates.

As R's survreg(type = "interval2"): coefficients shift the logarithm of time (positive is longer),
`scale` is the spread of its error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Estimate, Limits, NotEstimable, Reason, normal_quantile
from analysis.domain.regression.design import INTERCEPT, design_of, repeats_itself, sizes
from analysis.domain.survival.terms import Term, term
from analysis.domain.survival.times import Floats
from analysis.domain.survival.turnbull import IntervalTimes
from trials.domain.messages import message as _

CLOSE = 1e-6
NUDGE = 1e-5
MOST_STEPS = 1000
POLISHING = 4
NEARLY_NONE = 1e-200
# A maximum so flat, in units of the covariates' sizes, is a likelihood that rises for ever.
FLAT = 1e-3


@dataclass(frozen=True, kw_only=True, eq=False)
class WeibullModel:
    """A coefficient b multiplies time by exp(b); as a hazard ratio it is exp(-b / scale)."""

    terms: Mapping[str, Estimate]
    scale: float
    log_scale: Estimate
    log_likelihood: float
    participants: int
    # Of the coefficients in order, then of the log scale.
    covariance: Floats

    def survival(self, time: float) -> tuple[float, Limits]:
        """Without covariates; limits by log-log, as a curve of exact times has them."""
        begins, confidence = self.terms[INTERCEPT].value, self.log_scale.confidence
        middle = (log(time) - begins) / self.scale
        error = self.error_of(np.array([-1 / self.scale, -middle]))
        reach = normal_quantile(confidence) * error
        low, here, high = (exp(-exp(middle + way * reach)) for way in (1, 0, -1))
        return here, Limits(lower=low, upper=high, confidence=confidence)

    def hazard_ratio(self, name: str) -> Term:
        """As a proportional hazards model would say it."""
        ratio = -self.terms[name].value / self.scale
        place = list(self.terms).index(name)
        slopes = np.zeros(len(self.terms) + 1)
        slopes[place], slopes[-1] = -1 / self.scale, -ratio
        return term(name, ratio, self.error_of(slopes), normal_quantile(self.log_scale.confidence))

    def error_of(self, slopes: Floats) -> float:
        return float(np.sqrt(slopes @ self.covariance @ slopes))


def weibull(
    times: IntervalTimes, covariates: Mapping[str, ArrayLike], *, confidence: float = 0.95
) -> WeibullModel | NotEstimable:
    x = design_of(covariates, rows=len(times))
    refused = refusal(times, x)
    if refused:
        return refused
    found = climb(times, x)
    if found is None:
        return NotEstimable(Reason.NOT_CONVERGED, _("The likelihood has no maximum to be found."))
    information = curvature(times, x, found)
    units = np.append(sizes(x), 1.0)
    if np.linalg.eigvalsh(information / np.outer(units, units)).min() < FLAT:
        return NotEstimable(
            Reason.SEPARATION, _("A covariate splits those with and without events perfectly.")
        )
    covariance = np.linalg.inv(information)
    errors = np.sqrt(np.diag(covariance))
    *terms, log_scale = (
        Estimate.wald(float(b), float(se), confidence) for b, se in zip(found, errors, strict=True)
    )
    return WeibullModel(
        terms=dict(zip((INTERCEPT, *covariates), terms, strict=True)),
        scale=float(np.exp(found[-1])),
        log_scale=log_scale,
        log_likelihood=-minus_log_likelihood(found, times, x)[0],
        participants=len(times),
        covariance=covariance,
    )


def refusal(times: IntervalTimes, x: Floats) -> NotEstimable | None:
    if not len(times):
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this analysis."))
    if not np.isfinite(times.upper).any():
        return NotEstimable(Reason.NO_EVENTS, _("Nobody has had the event in any group."))
    if repeats_itself(x):
        return NotEstimable(
            Reason.COLLINEAR,
            _("A covariate has one value only wherever it is compared, or repeats others."),
        )
    return None


def climb(times: IntervalTimes, x: Floats) -> Floats | None:
    from scipy.optimize import minimize

    middle = np.where(np.isfinite(times.upper), (times.lower + times.upper) / 2, times.lower)
    start = np.linalg.lstsq(x, np.log(np.maximum(middle, 0.5)), rcond=None)[0]
    found = minimize(
        minus_log_likelihood,
        np.append(start, 0.0),
        args=(times, x),
        jac=True,
        method="BFGS",
        options={"gtol": CLOSE / 100, "maxiter": MOST_STEPS},
    )
    if np.abs(found.x).max() >= 50:
        return None
    return polished(times, x, found.x)


def polished(times: IntervalTimes, x: Floats, at: Floats) -> Floats | None:
    """The search stops where rounding hides any rise of the likelihood; its slope still shows
    one, so that a step or two of Newton's arrives."""
    for _step in range(POLISHING):
        slope = minus_log_likelihood(at, times, x)[1]
        if np.abs(slope).max() < CLOSE:
            return at
        at = at - np.linalg.lstsq(curvature(times, x, at), slope)[0]
    return None


def minus_log_likelihood(at: Floats, times: IntervalTimes, x: Floats) -> tuple[float, Floats]:
    """And its slope, by coefficient and log scale."""
    scale, middle = np.exp(at[-1]), x @ at[:-1]
    low, high = (standard(bound, middle, scale) for bound in (times.lower, times.upper))
    exact = times.lower == times.upper
    survived_low, survived_high = np.exp(-np.exp(low)), np.exp(-np.exp(high))
    # A step of the search may lead where an interval has no chance at all.
    chance = np.where(exact, 1.0, np.maximum(survived_low - survived_high, NEARLY_NONE))
    pull_low, pull_high = falling(low) / chance, falling(high) / chance
    between = np.log(chance)
    point = high - np.exp(high) - at[-1] - np.log(np.where(exact, times.upper, 1.0))
    by_middle = np.where(exact, (np.exp(high) - 1), pull_low - pull_high) / scale
    moved = stretched(low, pull_low) - stretched(high, pull_high)
    by_scale = np.where(exact, stretched(high, np.exp(high) - 1) - 1, moved)
    slope = np.append(x.T @ by_middle, by_scale.sum())
    return -float(np.where(exact, point, between).sum()), -slope


def standard(bound: Floats, middle: Floats, scale: float) -> Floats:
    with np.errstate(divide="ignore"):
        found: Floats = np.clip((np.log(bound) - middle) / scale, -700, 6.5)
    return np.where(np.isinf(bound), 6.5, found)


def falling(z: Floats) -> Floats:
    """How fast survival falls at the standardized log time."""
    found: Floats = np.exp(z - np.exp(z))
    return found


def stretched(z: Floats, pull: Floats) -> Floats:
    """What the scale does: it moves a bound by its own distance from the middle."""
    return np.where(pull == 0, 0.0, z * pull)


def curvature(times: IntervalTimes, x: Floats, at: Floats) -> Floats:
    """The slope's change, taken by central differences."""
    rows = []
    for place in range(len(at)):
        nudge = NUDGE * (np.arange(len(at)) == place)
        up, down = (minus_log_likelihood(at + way * nudge, times, x)[1] for way in (1, -1))
        rows.append((up - down) / (2 * NUDGE))
    found: Floats = np.array(rows)
    return (found + found.T) / 2
