"""Would acting on the prediction do more good than harm? Vickers and Elkin, Med Decis Making 2006;
26: 565; with censoring: Vickers, Cronin, Elkin and Gonen, BMC Med Inform Decis Mak 2008; 8: 53.

A threshold is the risk at which a person would accept the treatment; its odds say how many treated
in vain one treated rightly is worth. Net benefit is in true positives per participant; treating
nobody has 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import Flags, SurvivalTimes
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class NetBenefit:
    """Of acting at the threshold by the model, and of treating everybody."""

    threshold: float
    model: float | NotEstimable
    treat_all: float | NotEstimable


def net_benefits(
    outcome: ArrayLike, risk: ArrayLike, *, thresholds: Sequence[float]
) -> list[NetBenefit] | NotEstimable:
    y, given = np.asarray(outcome, dtype=np.bool_), np.asarray(risk, dtype=np.float64)
    if not len(y):
        return NOBODY
    return [
        NetBenefit(
            threshold=threshold,
            model=weighed(
                float((given >= threshold).mean()), rate(y, given >= threshold), threshold
            ),
            treat_all=weighed(1.0, float(y.mean()), threshold),
        )
        for threshold in thresholds
    ]


def survival_net_benefits(
    times: SurvivalTimes, risk: ArrayLike, *, horizon: float, thresholds: Sequence[float]
) -> list[NetBenefit] | NotEstimable:
    """How many of those treated have the event by the horizon is read from their own curve."""
    given = np.asarray(risk, dtype=np.float64)
    if not len(times):
        return NOBODY
    everybody = np.ones(len(times), np.bool_)
    return [
        NetBenefit(
            threshold=threshold,
            model=of_treated(times, given >= threshold, horizon, threshold),
            treat_all=of_treated(times, everybody, horizon, threshold),
        )
        for threshold in thresholds
    ]


NOBODY = NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this analysis."))


def rate(outcome: Flags, chosen: Flags) -> float:
    return float(outcome[chosen].mean()) if chosen.any() else 0.0


def of_treated(
    times: SurvivalTimes, treated: Flags, horizon: float, threshold: float
) -> float | NotEstimable:
    curve = kaplan_meier(times.where(treated))
    if isinstance(curve, NotEstimable):
        return 0.0  # nobody is treated, nobody helped or harmed
    at = curve.at(horizon)
    if isinstance(at, NotEstimable):
        return at
    return weighed(float(treated.mean()), 1 - at.surv, threshold)


def weighed(treated: float, with_event: float, threshold: float) -> float:
    """Treated rightly, less treated in vain at the odds of the threshold."""
    return treated * (with_event - (1 - with_event) * threshold / (1 - threshold))
