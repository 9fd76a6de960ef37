"""How well a score ranks participants by their time to the event."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.censoring_weights import censoring_curve
from analysis.domain.survival.times import Flags, Floats, SurvivalTimes, numbers
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class Concordance:
    """`pairs` are those whose order is known; a tied score counts one half. Two events of one day
    with different scores are `tied_days` and in no pair."""

    c: float
    se: float
    pairs: int
    concordant: int
    discordant: int
    tied_scores: int
    tied_days: int


def harrell_c(times: SurvivalTimes, score: ArrayLike) -> Concordance | NotEstimable:
    """Find the share of pairs in which the higher score had the event first.

    A pair is known when one had the event while the other was still followed; two events of one
    day have no order. The error is the infinitesimal jackknife, as in R's concordance.
    """
    ranked = numbers(score, "score")
    known, won = np.zeros(len(times)), np.zeros(len(times))
    counts = np.zeros(3, dtype=np.int64)
    for event in np.flatnonzero(times.observed):
        later = outlived(times, int(event))
        signs = np.sign(ranked[event] - ranked[later])
        counts += np.bincount(signs.astype(np.int64) + 1, minlength=3)
        wins = signs / 2 + 0.5
        known[event] += later.sum()
        known[later] += 1
        won[event] += wins.sum()
        won[later] += wins
    # Each pair was entered for both of its members.
    pairs = known.sum() / 2
    if not pairs:
        return NO_PAIR
    c = won.sum() / known.sum()
    discordant, tied, concordant = counts.tolist()
    return Concordance(
        c=float(c),
        se=jackknife(won - c * known, pairs),
        pairs=int(pairs),
        concordant=concordant,
        discordant=discordant,
        tied_scores=tied,
        tied_days=tied_days(times, ranked),
    )


def uno_c(
    times: SurvivalTimes, score: ArrayLike, *, horizon: float | None = None
) -> float | NotEstimable:
    """The same share in the population, whatever the pattern of loss to follow-up (Uno, Cai,
    Pencina, D'Agostino and Wei, Stat Med 2011; 30: 1105).

    An event on day t counts 1 / G(t-)^2; those after the `horizon`, where few are left to tell G,
    do not count.
    """
    ranked = numbers(score, "score")
    curve = censoring_curve(times)
    known = won = 0.0
    for event in np.flatnonzero(times.observed):
        day = times.days[event]
        if horizon is not None and day > horizon:
            continue
        later = outlived(times, int(event))
        weight = 1 / float(curve.before(day)) ** 2
        known += weight * later.sum()
        won += weight * (np.sign(ranked[event] - ranked[later]) / 2 + 0.5).sum()
    return won / known if known else NO_PAIR


NO_PAIR = NotEstimable(Reason.NO_EVENTS, _("No two participants can be put in order."))


def outlived(times: SurvivalTimes, event: int) -> Flags:
    """Mark those known to be free of the event on its day."""
    day = times.days[event]
    return (times.days > day) | ((times.days == day) & ~times.observed)


def tied_days(times: SurvivalTimes, ranked: Floats) -> int:
    """Count the pairs of events on one day whose scores differ."""
    events = np.column_stack([times.days[times.observed], ranked[times.observed]])
    together = np.unique(events[:, 0], return_counts=True)[1]
    alike = np.unique(events, axis=0, return_counts=True)[1]
    return int((together * (together - 1) // 2).sum() - (alike * (alike - 1) // 2).sum())


def jackknife(influence: Floats, pairs: float) -> float:
    return float(np.sqrt(np.sum((influence / pairs) ** 2)))
