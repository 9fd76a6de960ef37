"""Who has the higher score: sums over all pairs without looking at each pair."""

import numpy as np

from analysis.domain.survival.times import Floats


def beaten(score: Floats, among: Floats, weights: Floats) -> Floats:
    """For each score, the weight of those `among` with a lower one; an equal one counts half."""
    order = np.argsort(among, kind="stable")
    ranked = among[order]
    sums = np.concatenate(([0.0], np.cumsum(weights[order])))
    below = sums[np.searchsorted(ranked, score, side="left")]
    through = sums[np.searchsorted(ranked, score, side="right")]
    found: Floats = (below + through) / 2
    return found
