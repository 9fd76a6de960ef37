"""Are the compared groups alike? Standardized mean differences before and after weighting.

The denominator is the unweighted spread of both groups (Austin, Stat Med 2009; 28: 3083), so that
weighting cannot look better by stretching it. Below 0.1 a difference counts as small.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.times import Flags, Floats, numbers
from trials.domain.messages import message as _


def mean_differences(
    covariates: Mapping[str, ArrayLike], treated: Flags, *, weights: Floats | None = None
) -> dict[str, float | NotEstimable]:
    """Treated less reference in standard deviations, by covariate."""
    weight = np.ones(len(treated)) if weights is None else weights
    return {
        name: mean_difference(numbers(column, name), treated, weight)
        for name, column in covariates.items()
    }


def mean_difference(x: Floats, treated: Flags, weight: Floats) -> float | NotEstimable:
    if treated.sum() < 2 or (~treated).sum() < 2:
        return NotEstimable(Reason.NO_PARTICIPANTS, _("A group has fewer than two participants."))
    # A share p has the variance p (1 - p); a measure that of a sample.
    ddof = 0 if np.isin(x, (0, 1)).all() else 1
    spread = np.sqrt((x[treated].var(ddof=ddof) + x[~treated].var(ddof=ddof)) / 2)
    if not spread:
        return NotEstimable(Reason.NO_VARIANCE, _("Everybody has the same value here."))
    apart = mean(x, weight, treated) - mean(x, weight, ~treated)
    return float(apart / spread)


def mean(x: Floats, weight: Floats, chosen: Flags) -> float:
    return float(np.average(x[chosen], weights=weight[chosen]))


def greatest(differences: Mapping[str, float | NotEstimable]) -> float:
    """The largest difference in either direction, of those that have an answer."""
    known = [abs(one) for one in differences.values() if not isinstance(one, NotEstimable)]
    return max(known, default=0.0)
