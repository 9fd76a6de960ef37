"""Do predicted risks come true? Slope, calibration in the large, and observed against expected.

Cox, Biometrika 1958; 45: 562; Steyerberg, Clinical Prediction Models (2019), chapter 15. A slope
below 1 says the predictions are too extreme; an intercept below 0 that they are too high.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Estimate, NotEstimable, Reason
from analysis.domain.regression.design import INTERCEPT
from analysis.domain.regression.logistic import logistic, logit
from analysis.domain.survival.cox import cox
from analysis.domain.survival.kaplan_meier import SurvivalAt, kaplan_meier
from analysis.domain.survival.partial_likelihood import Indices
from analysis.domain.survival.terms import Term
from analysis.domain.survival.times import Floats, SurvivalTimes, numbers
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """`in_the_large` is the intercept when the slope is held at 1."""

    participants: int
    slope: Estimate
    intercept: Estimate
    in_the_large: Estimate
    brier: float
    observed: float
    expected: float

    @property
    def observed_over_expected(self) -> float:
        return self.observed / self.expected


def calibration(
    outcome: ArrayLike, predicted: ArrayLike, *, confidence: float = 0.95
) -> Calibration | NotEstimable:
    """`predicted` are risks, above 0 and below 1."""
    y, risk = np.asarray(outcome, dtype=np.float64), np.asarray(predicted, dtype=np.float64)
    if len(risk) and not (risk.min() > 0 and risk.max() < 1):
        return NotEstimable(
            Reason.SEPARATION, _("A predicted risk of exactly 0 or 1 cannot be calibrated.")
        )
    log_odds = logit(risk)
    model = logistic(y, {"log odds": log_odds}, confidence=confidence)
    if isinstance(model, NotEstimable):
        return model
    moved = logistic(y, {}, offset=log_odds, confidence=confidence)
    if isinstance(moved, NotEstimable):
        return moved
    return Calibration(
        participants=len(y),
        slope=model.term("log odds"),
        intercept=model.term(INTERCEPT),
        in_the_large=moved.term(INTERCEPT),
        brier=float(((y - risk) ** 2).mean()),
        observed=float(y.mean()),
        expected=float(risk.mean()),
    )


@dataclass(frozen=True, kw_only=True)
class SurvivalCalibration:
    """`slope` is the coefficient of the model's own linear predictor; `observed` is 1 less the
    Kaplan-Meier estimate at the horizon."""

    slope: Term
    observed: float
    at: SurvivalAt
    expected: float

    @property
    def observed_over_expected(self) -> float:
        return self.observed / self.expected


def survival_calibration(
    times: SurvivalTimes,
    *,
    linear_predictor: ArrayLike,
    risk: ArrayLike,
    horizon: float,
) -> SurvivalCalibration | NotEstimable:
    model = cox(times, {"linear predictor": linear_predictor})
    if isinstance(model, NotEstimable):
        return model
    seen = observed_risk(times, np.asarray(risk, dtype=np.float64), horizon)
    if isinstance(seen, NotEstimable):
        return seen
    return SurvivalCalibration(
        slope=model.terms["linear predictor"],
        observed=1 - seen.observed.surv,
        at=seen.observed,
        expected=seen.expected,
    )


@dataclass(frozen=True, kw_only=True)
class RiskGroup:
    """One dot of a calibration plot: predicted against observed."""

    participants: int
    expected: float
    observed: SurvivalAt


def risk_groups(
    times: SurvivalTimes, risk: ArrayLike, *, horizon: float, groups: int = 5
) -> Sequence[RiskGroup | NotEstimable]:
    """Groups of about equal size in ascending risk; equal risks stay together."""
    given = numbers(risk, "risk")
    member = risk_group_of(given, groups)
    return [
        observed_risk(times.where(member == group), given[member == group], horizon)
        for group in np.unique(member)
    ]


def risk_group_of(risk: Floats, groups: int) -> Indices:
    """The place of each one's group; a group that equal risks would split stays empty."""
    edges = np.quantile(risk, np.arange(1, groups) / groups) if len(risk) else np.zeros(0)
    found: Indices = np.searchsorted(np.unique(edges), risk, side="left")
    return found


def observed_risk(times: SurvivalTimes, risk: Floats, horizon: float) -> RiskGroup | NotEstimable:
    curve = kaplan_meier(times)
    if isinstance(curve, NotEstimable):
        return curve
    at = curve.at(horizon)
    if isinstance(at, NotEstimable):
        return at
    return RiskGroup(participants=len(times), expected=float(risk.mean()), observed=at)
