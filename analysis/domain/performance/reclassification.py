"""Does a second model move people the right way? Category-free net reclassification and integrated
discrimination improvement (Pencina, Stat Med 2008; 27: 157 and 2011; 30: 11), as
Hmisc::improveProb.

Both favor larger, miscalibrated models even where nothing was added: read them only beside the
areas, the calibration and the net benefit.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Estimate, NotEstimable, Reason
from analysis.domain.survival.times import Floats
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class Reclassification:
    """`events` and `nonevents` are the two halves of the net reclassification, each -1 to 1."""

    net: Estimate
    events: float
    nonevents: float
    discrimination: Estimate


def reclassification(
    outcome: ArrayLike, old: ArrayLike, new: ArrayLike, *, confidence: float = 0.95
) -> Reclassification | NotEstimable:
    cases = np.asarray(outcome, dtype=np.bool_)
    if cases.sum() < 2 or (~cases).sum() < 2:
        return NotEstimable(
            Reason.ONE_GROUP, _("Fewer than two participants with, or without, the outcome.")
        )
    moved = np.asarray(new, dtype=np.float64) - np.asarray(old, dtype=np.float64)
    up, down = np.sign(moved[cases]), np.sign(moved[~cases])
    events, nonevents = float(up.mean()), float(-down.mean())
    net_se = sqrt(spread_of_moves(up) + spread_of_moves(down))
    gap = float(moved[cases].mean() - moved[~cases].mean())
    gap_se = sqrt(
        sum(float(part.var(ddof=1)) / len(part) for part in (moved[cases], moved[~cases]))
    )
    return Reclassification(
        net=Estimate.wald(events + nonevents, net_se, confidence),
        events=events,
        nonevents=nonevents,
        discrimination=Estimate.wald(gap, gap_se, confidence),
    )


def spread_of_moves(signs: Floats) -> float:
    """The variance of (share up - share down), multinomial."""
    return float(((signs**2).mean() - signs.mean() ** 2) / len(signs))
