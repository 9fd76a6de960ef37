"""The area under the receiver operating characteristic curve: the chance that somebody with the
outcome has a higher score than somebody without.

Variance and paired comparison: DeLong, DeLong and Clarke-Pearson, Biometrics 1988; 44: 837, as
pROC. Ties count one half, so an ordinal stage can be compared with a continuous score.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Estimate, Limits, NotEstimable, Reason, normal_quantile
from analysis.domain.performance.ranks import beaten
from analysis.domain.survival.times import Flags, Floats, numbers
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
    cases = np.asarray(outcome, dtype=np.bool_)
    refused = refusal(cases)
    return refused or area_of(Parts.of(cases, score), confidence)


def compared_areas(
    outcome: ArrayLike, first: ArrayLike, second: ArrayLike, *, confidence: float = 0.95
) -> RocComparison | NotEstimable:
    """Both scores must be known for every participant given here."""
    cases = np.asarray(outcome, dtype=np.bool_)
    refused = refusal(cases)
    if refused:
        return refused
    one, other = Parts.of(cases, first), Parts.of(cases, second)
    areas = area_of(one, confidence), area_of(other, confidence)
    covariance = one.covariance(other)
    spread = areas[0].variance + areas[1].variance - 2 * covariance
    return RocComparison(
        first=areas[0],
        second=areas[1],
        covariance=covariance,
        difference=Estimate.wald(areas[0].area - areas[1].area, sqrt(spread), confidence)
        if spread > ROUNDING
        else NotEstimable(Reason.NO_VARIANCE, _("The two scores rank everybody alike.")),
    )


# What rounding leaves of a variance that is 0.
ROUNDING = 1e-14


@dataclass(frozen=True, kw_only=True, eq=False)
class Parts:
    """For each case the share of controls it beats, for each control that of cases beating it."""

    of_cases: Floats
    of_controls: Floats

    @classmethod
    def of(cls, cases: Flags, score: ArrayLike) -> "Parts":
        ranked = numbers(score, "score")
        high, low = ranked[cases], ranked[~cases]
        return cls(
            of_cases=beaten(high, low, np.ones(len(low))) / len(low),
            of_controls=1 - beaten(low, high, np.ones(len(high))) / len(high),
        )

    def covariance(self, other: "Parts") -> float:
        pairs = ((self.of_cases, other.of_cases), (self.of_controls, other.of_controls))
        return float(sum(np.cov(one, two)[0, 1] / len(one) for one, two in pairs))


def refusal(cases: Flags) -> NotEstimable | None:
    count = int(cases.sum())
    if count < 2 or len(cases) - count < 2:
        return NotEstimable(
            Reason.ONE_GROUP,
            _("Fewer than two participants with, or without, the outcome."),
        )
    return None


def area_of(parts: Parts, confidence: float) -> RocArea:
    area, variance = float(parts.of_cases.mean()), parts.covariance(parts)
    return RocArea(
        area=area,
        variance=variance,
        limits=limits_of(area, variance, confidence),
        cases=len(parts.of_cases),
        controls=len(parts.of_controls),
    )


def limits_of(area: float, variance: float, confidence: float) -> Limits | NotEstimable:
    if variance <= ROUNDING:
        return NotEstimable(
            Reason.NO_VARIANCE, _("The score tells all apart, or none: the area has no limits.")
        )
    reach = normal_quantile(confidence) * sqrt(variance)
    return Limits(lower=max(area - reach, 0), upper=min(area + reach, 1), confidence=confidence)
