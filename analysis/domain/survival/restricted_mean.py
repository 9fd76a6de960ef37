"""The mean number of days free of the event within a horizon: the area under the curve.

Irwin, J Hyg 1949; 47: 188; Royston and Parmar, BMC Med Res Methodol 2013; 13: 152. It needs no
proportional hazards. The variance is that of the estimate: sum of A(t)^2 d / (n (n - d)) over the
days t with d events among n at risk, A being the area from t to the horizon. (lifelines' variance
is another quantity: that of min(T, horizon) for one person.)
"""

from dataclasses import dataclass
from math import hypot, log

import numpy as np

from analysis.domain.estimates import Estimate, NotEstimable, Ratio, Reason
from analysis.domain.survival.kaplan_meier import Curve
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class RestrictedMean:
    """Days."""

    horizon: float
    days: float
    se: float


@dataclass(frozen=True, kw_only=True)
class RestrictedMeanContrast:
    """Treated less reference in days, and treated over reference."""

    treated: RestrictedMean
    reference: RestrictedMean
    difference: Estimate | NotEstimable
    ratio: Ratio | NotEstimable


def restricted_mean(
    curve: Curve | NotEstimable, *, horizon: float
) -> RestrictedMean | NotEstimable:
    if isinstance(curve, NotEstimable):
        return curve
    if horizon > curve.days[-1] and curve.surv[-1] > 0:
        return NotEstimable(
            Reason.NOT_REACHED,
            _("Nobody was still followed at day {day}.", day=f"{horizon:g}"),
        )
    within = curve.days < horizon
    days, surv = curve.days[within], curve.surv[within]
    heights = np.concatenate(([1.0], surv))
    widths = np.diff(np.concatenate(([0.0], days, [horizon])))
    areas = heights * widths
    beyond = np.cumsum(areas[::-1])[::-1][1:]
    events, n = curve.events[within], curve.at_risk[within]
    # Where everybody left had the event nothing lies beyond it, so nothing is uncertain there.
    spread = np.divide(events, n * (n - events), out=np.zeros_like(n), where=n > events)
    return RestrictedMean(
        horizon=horizon, days=float(areas.sum()), se=float(np.sqrt(beyond**2 @ spread))
    )


def restricted_mean_contrast(
    treated: Curve | NotEstimable, reference: Curve | NotEstimable, *, horizon: float
) -> RestrictedMeanContrast | NotEstimable:
    """The horizon must be one that both arms reach."""
    first = restricted_mean(treated, horizon=horizon)
    second = restricted_mean(reference, horizon=horizon)
    if isinstance(first, NotEstimable):
        return first
    if isinstance(second, NotEstimable):
        return second
    assert isinstance(treated, Curve)
    se = hypot(first.se, second.se)
    return RestrictedMeanContrast(
        treated=first,
        reference=second,
        difference=Estimate.wald(first.days - second.days, se, treated.confidence)
        if se
        else ALL_FREE,
        ratio=ratio(first, second, treated.confidence),
    )


def ratio(first: RestrictedMean, second: RestrictedMean, confidence: float) -> Ratio | NotEstimable:
    if not (first.days and second.days and (first.se or second.se)):
        return ALL_FREE
    se = hypot(first.se / first.days, second.se / second.days)
    return Ratio.of_log(log(first.days / second.days), se, confidence)


ALL_FREE = NotEstimable(
    Reason.NO_VARIANCE, _("Within the horizon the two curves have no spread to compare.")
)
