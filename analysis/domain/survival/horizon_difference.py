"""Two Kaplan-Meier curves compared at one fixed day.

Klein, Logan, Harhoff and Andersen, Stat Med 2007; 26: 4505: the test is done on the scale
log(-log), on which it keeps its level in small arms. The limits for small arms square and add the
distances from each curve to its own log-log limits (MOVER; Zou and Donner, Stat Med 2008;
27: 1693).
"""

from dataclasses import dataclass
from math import hypot, log

from analysis.domain.estimates import Estimate, Limits, NotEstimable
from analysis.domain.survival.distributions import normal_two_sided
from analysis.domain.survival.kaplan_meier import Curve, SurvivalAt


@dataclass(frozen=True, kw_only=True)
class LogLogTest:
    """Positive where the first curve is the lower one: its hazard is the higher."""

    z: float
    p: float


@dataclass(frozen=True, kw_only=True)
class HorizonDifference:
    """First curve less the second. Where one of them is at 0 or 1 its own error is unknown: the
    difference stands alone."""

    day: float
    treated: SurvivalAt
    reference: SurvivalAt
    difference: float
    wald: Estimate | NotEstimable
    log_log: LogLogTest | NotEstimable
    limits: Limits | NotEstimable


def difference_at(
    treated: Curve | NotEstimable, reference: Curve | NotEstimable, *, day: float
) -> HorizonDifference | NotEstimable:
    """Compare `treated` with `reference` on the day; both curves with log-log bands."""
    if isinstance(treated, NotEstimable):
        return treated
    if isinstance(reference, NotEstimable):
        return reference
    first, second = treated.at(day), reference.at(day)
    if isinstance(first, NotEstimable):
        return first
    if isinstance(second, NotEstimable):
        return second
    unknown = unknown_error(first) or unknown_error(second)
    return HorizonDifference(
        day=day,
        treated=first,
        reference=second,
        difference=first.surv - second.surv,
        wald=unknown or wald(first, second, treated.confidence),
        log_log=unknown or log_log(first, second),
        limits=unknown or squared_and_added(first, second),
    )


def unknown_error(at: SurvivalAt) -> NotEstimable | None:
    return at.limits if isinstance(at.limits, NotEstimable) else None


def error_of(at: SurvivalAt) -> float:
    assert not isinstance(at.se, NotEstimable)
    return at.se


def limits_of(at: SurvivalAt) -> Limits:
    assert not isinstance(at.limits, NotEstimable)
    return at.limits


def wald(first: SurvivalAt, second: SurvivalAt, confidence: float) -> Estimate:
    se = hypot(error_of(first), error_of(second))
    return Estimate.wald(first.surv - second.surv, se, confidence)


def log_log(first: SurvivalAt, second: SurvivalAt) -> LogLogTest:
    apart = log(-log(first.surv)) - log(-log(second.surv))
    z = apart / hypot(
        *(error_of(at) / (at.surv * log(at.surv)) for at in (first, second)),
    )
    return LogLogTest(z=z, p=normal_two_sided(z))


def squared_and_added(first: SurvivalAt, second: SurvivalAt) -> Limits:
    difference = first.surv - second.surv
    of_first, of_second = limits_of(first), limits_of(second)
    return Limits(
        lower=difference - hypot(first.surv - of_first.lower, of_second.upper - second.surv),
        upper=difference + hypot(of_first.upper - first.surv, second.surv - of_second.lower),
        confidence=of_first.confidence,
    )
