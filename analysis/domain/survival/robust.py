"""Errors of a Cox model that hold when its assumptions do not, or when rows belong together.

Lin and Wei, J Am Stat Assoc 1989; 84: 1074: each row's pull on the coefficients (its score
residual times the covariance, "dfbeta"), squared and added, by row or by cluster. Under ties the
score residual follows Efron's rule like the likelihood itself, as R's does; libraries that take
Breslow's here differ in the fourth digit.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Meaningless, NotEstimable, Reason
from analysis.domain.survival.cox import CoxModel
from analysis.domain.survival.partial_likelihood import (
    Stratum,
    Ties,
    accumulated,
    comparisons,
    exposure,
)
from analysis.domain.survival.terms import terms_of, tested
from analysis.domain.survival.times import Floats
from trials.domain.messages import message as _


def with_robust_errors(
    model: CoxModel, *, clusters: ArrayLike | None = None
) -> CoxModel | NotEstimable:
    """Keep the coefficients, replace covariance, limits and tests of the terms.

    `clusters` names each row's site or person; without it every row is its own. The likelihood
    ratio and score tests stay those of the model and are not robust.
    """
    if model.ties is Ties.EXACT:
        raise Meaningless("Robust errors follow the ties of Efron or Breslow.")
    pulls = pulls_of(model)
    units = len(pulls)
    if clusters is not None:
        pulls = added_up(pulls, np.asarray(clusters))
        units = len(pulls)
    covariance: Floats = pulls.T @ pulls
    if np.linalg.matrix_rank(covariance) < len(covariance):
        return NotEstimable(
            Reason.NO_VARIANCE,
            _("{units} clusters are too few for the errors of this model.", units=units),
        )
    coef = model.coef
    return replace(
        model,
        covariance=covariance,
        terms=terms_of(model.terms, coef, covariance, model.confidence),
        wald=tested(float(coef @ np.linalg.solve(covariance, coef)), len(coef)),
        clusters=units,
    )


def pulls_of(model: CoxModel) -> Floats:
    """Say how far each row pulls each coefficient, rows in the order of the data."""
    residuals = score_residuals(model.strata, model.coef, model.ties, rows=model.participants)
    found: Floats = residuals @ model.covariance
    return found


def score_residuals(strata: Sequence[Stratum], coef: Floats, ties: Ties, *, rows: int) -> Floats:
    """Weighted score residuals; a row whose stratum saw no event has none."""
    found = np.zeros((rows, len(coef)))
    for part in strata:
        found[part.rows] = part.weight[:, None] * residuals_of(part, coef, ties)
    return found


def residuals_of(part: Stratum, coef: Floats, ties: Ties) -> Floats:
    """What a row brought at its own event, less what was expected of it while at risk."""
    found = comparisons(part, coef, ties)
    cell, means = part.cell, found.means(part.cell)
    rates = found.rate[:, None]
    expected = accumulated(part, per_day(part, rates * means))
    expected[part.died] -= per_day(part, rates * means * found.share[:, None])[cell]
    risk = found.hazard / part.weight
    residuals = risk[:, None] * (expected - part.x * exposure(part, found)[:, None])
    together = np.bincount(cell)[cell, None]
    residuals[part.died] += part.x[part.died] - per_day(part, means / together)[cell]
    return residuals


def per_day(part: Stratum, by_event: Floats) -> Floats:
    return np.add.reduceat(by_event, part.first, axis=0)


def added_up(pulls: Floats, clusters: np.ndarray) -> Floats:
    _names, member = np.unique(clusters, return_inverse=True)
    sums = np.zeros((member.max() + 1, pulls.shape[1]))
    np.add.at(sums, member, pulls)
    return sums
