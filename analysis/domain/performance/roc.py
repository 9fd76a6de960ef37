"""The area under the receiver operating characteristic curve as a result: typed, or why not."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Estimate, Limits, NotEstimable, Reason
from analysis.domain.survival.times import Flags, numbers
from trials.domain.discrimination import ROUNDING, Placements, limits_about
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class RocArea:
    """An area of 0 or 1 has no variance to build limits on."""

    area: float
    variance: float
    limits: Limits | NotEstimable
    cases: int
    controls: int


@dataclass(frozen=True, kw_only=True)
class RocComparison:
    """Two scores of the same participants: first less second."""

    first: RocArea
    second: RocArea
    covariance: float
    difference: Estimate | NotEstimable


def roc_area(
    outcome: ArrayLike, score: ArrayLike, *, confidence: float = 0.95
) -> RocArea | NotEstimable:
    """`outcome` is 1 or True for cases; the higher score is the one that expects it."""
    cases, ranked = np.asarray(outcome, dtype=np.bool_), numbers(score, "score")
    refused = refusal(cases)
    return refused or area_of(Placements.of(cases, ranked), confidence)


def compared_areas(
    outcome: ArrayLike, first: ArrayLike, second: ArrayLike, *, confidence: float = 0.95
) -> RocComparison | NotEstimable:
    """Both scores must be known for every participant given here."""
    cases = np.asarray(outcome, dtype=np.bool_)
    refused = refusal(cases)
    if refused:
        return refused
    one, other = (Placements.of(cases, numbers(score, "score")) for score in (first, second))
    spread = one.difference_variance(other)
    return RocComparison(
        first=area_of(one, confidence),
        second=area_of(other, confidence),
        covariance=one.covariance(other),
        difference=Estimate.wald(one.area - other.area, sqrt(spread), confidence)
        if spread > ROUNDING
        else NotEstimable(Reason.NO_VARIANCE, _("The two scores rank everybody alike.")),
    )


def refusal(cases: Flags) -> NotEstimable | None:
    count = int(cases.sum())
    if count < 2 or len(cases) - count < 2:
        return NotEstimable(
            Reason.ONE_GROUP,
            _("Fewer than two participants with, or without, the outcome."),
        )
    return None


def area_of(placed: Placements, confidence: float) -> RocArea:
    return RocArea(
        area=placed.area,
        variance=placed.variance,
        limits=limits_of(placed, confidence),
        cases=len(placed.of_cases),
        controls=len(placed.of_controls),
    )


def limits_of(placed: Placements, confidence: float) -> Limits | NotEstimable:
    found = limits_about(placed.area, placed.variance, confidence=confidence, lowest=0)
    if found is None:
        return NotEstimable(
            Reason.NO_VARIANCE, _("The score tells all apart, or none: the area has no limits.")
        )
    return Limits(lower=found[0], upper=found[1], confidence=confidence)
