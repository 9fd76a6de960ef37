"""Weights that make the strategies' participants alike in what was measured before.

Each scheme answers for another population. IPTW and its stabilised form: everybody. ATT: those who
received the target strategy. Overlap: those for whom every strategy was plausible (Li, Morgan and
Zaslavsky, J Am Stat Assoc 2018; 113: 390; several strategies: Li and Li, Ann Appl Stat 2019;
13: 2389). Nothing is cut off: the greatest weight and the effective sample size are shown instead.
"""

from enum import StrEnum

import numpy as np

from analysis.domain.survival.times import Floats
from analysis.domain.weighting.propensity import Propensity


class Scheme(StrEnum):
    IPTW = "iptw"
    STABILIZED = "stabilized"
    ATT = "att"
    OVERLAP = "overlap"


def weights_of(propensity: Propensity, scheme: Scheme, *, target: str | None = None) -> Floats:
    """`target` is the level whose participants ATT answers for; the last where none is named."""
    inverse = 1 / propensity.of_received
    match scheme:
        case Scheme.IPTW:
            return inverse
        case Scheme.STABILIZED:
            counts = np.bincount(propensity.received, minlength=len(propensity.levels))
            stabilized: Floats = (counts / counts.sum())[propensity.received] * inverse
            return stabilized
        case Scheme.ATT:
            column = propensity.levels.index(target or propensity.levels[-1])
            return propensity.shares[:, column] * inverse
    overlap: Floats = inverse / (1 / propensity.shares).sum(axis=1)
    return overlap


def effective_size(weights: Floats) -> float:
    """How many unweighted participants would say as much (Kish)."""
    return float(weights.sum() ** 2 / (weights**2).sum()) if weights.any() else 0.0
