"""The Kaplan-Meier curve of weighted participants.

Greenwood's error takes a weight for a number of people and was off by up to 62 % here; the
error below asks how far each person pulls the curve (infinitesimal jackknife), as R's survfit
does with robust = TRUE. The weights count as known.
"""

from dataclasses import replace

import numpy as np

from analysis.domain.estimates import NotEstimable, normal_quantile
from analysis.domain.survival.kaplan_meier import Band, Curve, kaplan_meier, limits_of
from analysis.domain.survival.times import Floats, SurvivalTimes


def weighted_kaplan_meier(
    times: SurvivalTimes, *, band: Band = Band.LOG_LOG, confidence: float = 0.95
) -> Curve | NotEstimable:
    """One row per person; at risk and events are sums of weights."""
    counted = times.where(times.weight > 0)
    curve = kaplan_meier(counted, band=band, confidence=confidence)
    if isinstance(curve, NotEstimable):
        return curve
    se = robust_errors(curve, counted)
    lower, upper = limits_of(curve.surv, se, band=band, z=normal_quantile(confidence))
    return replace(curve, se=se, lower=lower, upper=upper)


def robust_errors(curve: Curve, times: SurvivalTimes) -> Floats:
    """Somebody pulls the curve up while at risk and down at their own event; from then on the
    pull stays."""
    left = curve.at_risk - curve.events
    lasting = left > 1e-12 * curve.at_risk
    gain = np.divide(curve.events, curve.at_risk * left, out=np.zeros_like(left), where=lasting)
    loss = np.divide(1, left, out=np.zeros_like(left), where=lasting)
    gained = np.cumsum(gain)
    row = np.searchsorted(curve.days, times.days)
    kept = gained[row] - np.where(times.observed, loss[row], 0)
    square = times.weight**2
    of_left = np.cumsum(np.bincount(row, square * kept**2, minlength=len(gain)))
    still = square.sum() - np.cumsum(np.bincount(row, square, minlength=len(gain)))
    found: Floats = curve.surv * np.sqrt(of_left + np.maximum(still, 0) * gained**2)
    return found


def pulls_on(curve: Curve, times: SurvivalTimes, *, day: float) -> Floats:
    """How far each row, weighted, pulls the curve on that day; the squares add up to the error."""
    left = curve.at_risk - curve.events
    lasting = left > 1e-12 * curve.at_risk
    gain = np.divide(curve.events, curve.at_risk * left, out=np.zeros_like(left), where=lasting)
    loss = np.divide(1, left, out=np.zeros_like(left), where=lasting)
    gained = np.concatenate(([0.0], np.cumsum(gain)))
    until = int(np.searchsorted(curve.days, day, side="right"))
    row = np.searchsorted(curve.days, times.days)
    seen = np.minimum(row + 1, until)
    fell = times.observed & (row < until)
    kept = gained[seen] - np.where(fell, loss[np.minimum(row, len(loss) - 1)], 0)
    surv = float(curve.surv[until - 1]) if until else 1.0
    found: Floats = surv * times.weight * kept
    return found
