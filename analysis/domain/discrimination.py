"""How well a score ranks participants by their time to the event."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.times import Flags, Floats, SurvivalTimes
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class Concordance:
    """`pairs` are those whose order is known; a tied score counts one half."""

    c: float
    se: float
    pairs: int


def harrell_c(times: SurvivalTimes, score: ArrayLike) -> Concordance | NotEstimable:
    """Find the share of pairs in which the higher score had the event first.

    A pair is known when one had the event while the other was still followed; two events of one
    day have no order. The error is the infinitesimal jackknife, as in R's concordance.
    """
    ranked = np.asarray(score, dtype=np.float64)
    known, won = np.zeros(len(times)), np.zeros(len(times))
    for event in np.flatnonzero(times.observed):
        later = outlived(times, int(event))
        wins = np.sign(ranked[event] - ranked[later]) / 2 + 0.5
        known[event] += later.sum()
        known[later] += 1
        won[event] += wins.sum()
        won[later] += wins
    # Each pair was entered for both of its members.
    pairs = known.sum() / 2
    if not pairs:
        return NotEstimable(Reason.NO_EVENTS, _("No two participants can be put in order."))
    c = won.sum() / known.sum()
    return Concordance(c=float(c), se=jackknife(won - c * known, pairs), pairs=int(pairs))


def outlived(times: SurvivalTimes, event: int) -> Flags:
    """Mark those known to be free of the event on its day."""
    day = times.days[event]
    return (times.days > day) | ((times.days == day) & ~times.observed)


def jackknife(influence: Floats, pairs: float) -> float:
    return float(np.sqrt(np.sum((influence / pairs) ** 2)))
