"""The exact partial likelihood under ties (Cox 1972): which d of those at risk had the event?

All sets of d are counted, by a recursion over those at risk (Gail, Lubin and Rubinstein,
Biometrika 1981; 68: 703): with one more person of hazard r, the sum over sets of k grows by r times
the sum over sets of k - 1. Rows are taken from the last day on, so the sums serve every risk set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from analysis.domain.survival.partial_likelihood import Derivatives, Stratum
from analysis.domain.survival.times import Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Sums:
    """Over all sets of k persons, k = 0, 1, ...: the product of their hazards, its slope and its
    curvature in the coefficients."""

    value: Floats
    slope: Floats
    curvature: Floats

    @classmethod
    def of_nobody(cls, most: int, terms: int) -> Self:
        value = np.zeros(most + 1)
        value[0] = 1
        return cls(
            value=value,
            slope=np.zeros((most + 1, terms)),
            curvature=np.zeros((most + 1, terms, terms)),
        )

    def add(self, hazard: float, x: Floats) -> None:
        value, slope = self.value[:-1], self.slope[:-1]
        mixed = slope[:, :, None] * x
        self.curvature[1:] += hazard * (
            value[:, None, None] * np.outer(x, x)
            + mixed
            + mixed.transpose(0, 2, 1)
            + self.curvature[:-1]
        )
        self.slope[1:] += hazard * (value[:, None] * x + slope)
        self.value[1:] += hazard * value.copy()


def exact_derivatives(strata: Sequence[Stratum], coef: Floats) -> Derivatives:
    first, *others = (stratum_derivatives(part, coef) for part in strata)
    return sum(others, start=first)


def stratum_derivatives(part: Stratum, coef: Floats) -> Derivatives:
    log_hazard = part.x @ coef
    # In this unit the sums stay within what a float can hold.
    log_hazard = log_hazard - log_hazard.max() - np.log(len(part.x))
    hazard = np.exp(log_hazard)
    together = np.bincount(part.cell)
    sums = Sums.of_nobody(int(together.max()), len(coef))
    likelihood = float(log_hazard[part.died].sum())
    score = part.x[part.died].sum(axis=0)
    information = np.zeros((len(coef), len(coef)))
    rest = len(part.x)
    for opens, events in zip(part.opens[::-1], together[::-1], strict=True):
        for row in range(rest - 1, opens - 1, -1):
            sums.add(float(hazard[row]), part.x[row])
        rest = opens
        mean = sums.slope[events] / sums.value[events]
        likelihood -= float(np.log(sums.value[events]))
        score = score - mean
        information += sums.curvature[events] / sums.value[events] - np.outer(mean, mean)
    return Derivatives(log_likelihood=likelihood, score=score, information=information)
