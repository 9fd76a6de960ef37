"""Survival that a Cox model predicts for one person.

The baseline hazard follows the rule for ties the model was fitted with (Efron's unless told
otherwise), as R's survfit of a coxph model: with Breslow's baseline under an Efron model the third
digit differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.cox import CoxModel
from analysis.domain.survival.partial_likelihood import Stratum, comparisons
from analysis.domain.survival.times import Days, Floats
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True, eq=False)
class PredictedCurve:
    """One step per event day of the stratum; the last day anybody was followed ends it."""

    days: Days
    surv: Floats
    last_day: int

    def at(self, day: float) -> float | NotEstimable:
        if day > self.last_day:
            return NotEstimable(
                Reason.NOT_REACHED,
                _("Nobody was still followed at day {day}.", day=f"{day:g}"),
            )
        row = int(np.searchsorted(self.days, day, side="right")) - 1
        return float(self.surv[row]) if row >= 0 else 1.0


def predicted_curve(
    model: CoxModel, values: Mapping[str, float], *, stratum: int = 0
) -> PredictedCurve:
    """`values` by covariate; `stratum` counts those with events, in order of their names."""
    x = np.array([values[name] for name in model.terms], dtype=np.float64)
    part = model.strata[stratum]
    risk = float(np.exp((x - model.center) @ model.coef))
    return PredictedCurve(
        days=part.days[part.died[part.first]],
        surv=np.exp(-np.cumsum(baseline_steps(part, model)) * risk),
        last_day=int(part.days[-1]),
    )


def baseline_steps(part: Stratum, model: CoxModel) -> Floats:
    """The hazard of each event day for somebody at the center of the covariates."""
    found = comparisons(part, model.coef, model.ties)
    # The kernel moves log hazards to keep their exponents small; the baseline moves back.
    moved = float((part.x @ model.coef).max())
    steps: Floats = found.whole * np.exp(-moved)
    return steps
