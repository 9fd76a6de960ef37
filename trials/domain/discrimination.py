"""How well a score tells those with an outcome from those without: the area under the receiver
operating characteristic curve, which is the chance that one of the first has the higher score.

Variance and covariance: DeLong, DeLong and Clarke-Pearson, Biometrics 1988; 44: 837, as pROC. Ties
count one half, so an ordinal stage can be compared with a continuous score. Who trains a predictor
and who reports on it compute the same numbers here.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

# What rounding leaves of a variance that is 0.
ROUNDING = 1e-14


def beaten(score: Floats, among: Floats, weights: Floats) -> Floats:
    """For each score, the weight of those `among` with a lower one; an equal one counts half."""
    order = np.argsort(among, kind="stable")
    ranked = among[order]
    sums = np.concatenate(([0.0], np.cumsum(weights[order])))
    below = sums[np.searchsorted(ranked, score, side="left")]
    through = sums[np.searchsorted(ranked, score, side="right")]
    found: Floats = (below + through) / 2
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Placements:
    """For each case the share of controls it beats, for each control that of cases beating it."""

    of_cases: Floats
    of_controls: Floats

    @classmethod
    def of(cls, cases: NDArray[np.bool_], score: Floats) -> Self:
        """There must be cases and others."""
        high, low = score[cases], score[~cases]
        return cls(
            of_cases=beaten(high, low, np.ones(len(low))) / len(low),
            of_controls=1 - beaten(low, high, np.ones(len(high))) / len(high),
        )

    @property
    def area(self) -> float:
        return float(self.of_cases.mean())

    @property
    def variance(self) -> float:
        return self.covariance(self)

    def covariance(self, other: Self) -> float:
        pairs = ((self.of_cases, other.of_cases), (self.of_controls, other.of_controls))
        # One alone says nothing of a spread.
        return float(sum(np.cov(*pair)[0, 1] / len(pair[0]) for pair in pairs if len(pair[0]) > 1))

    def difference_variance(self, other: Self) -> float:
        """Of the difference of two areas of the same people."""
        return self.variance + other.variance - 2 * self.covariance(other)


def limits_about(
    value: float, variance: float, *, confidence: float, lowest: float
) -> tuple[float, float] | None:
    """Symmetric limits within `lowest` and 1; None where there is no variance to build them on."""
    if variance <= ROUNDING:
        return None
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(variance)
    return max(value - reach, lowest), min(value + reach, 1.0)
