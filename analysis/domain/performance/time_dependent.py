"""How good is a predicted risk at a horizon, when some were lost before it?

Cumulative/dynamic area under the curve (Blanche, Dartigues and Jacqmin-Gadda, Stat Med 2013;
32: 5381) and Brier score (Gerds and Schumacher, Biom J 2006; 48: 1029), both weighted for loss to
follow-up with G just before an event, errors from the influence function: riskRegression::Score
to all digits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Estimate, NotEstimable, Reason
from analysis.domain.performance.known_states import KnownStates
from analysis.domain.survival.times import Floats, numbers
from trials.domain.discrimination import beaten
from trials.domain.messages import message as _


class Controls(StrEnum):
    """Against whom a case is ranked where a competing event exists: those free of any event, or
    all without the event, those included whom the other event forestalled."""

    EVENT_FREE = "event_free"
    WITHOUT_EVENT = "without_event"


@dataclass(frozen=True, kw_only=True, eq=False)
class Score:
    """An estimate and what each participant contributes to it: two of the same participants can be
    compared."""

    estimate: Estimate
    influence: Floats


def area_at(
    states: KnownStates,
    score: ArrayLike,
    *,
    controls: Controls = Controls.EVENT_FREE,
    confidence: float = 0.95,
) -> Score | NotEstimable:
    """The chance that somebody with the event by the horizon has a higher score than a control."""
    ranked = numbers(score, "score")
    compared = states.free | (states.other & (controls is Controls.WITHOUT_EVENT))
    case = np.where(states.case, states.weight, 0)
    control = np.where(compared, states.weight, 0)
    if not case.any() or not control.any():
        return NotEstimable(
            Reason.ONE_GROUP,
            _(
                "Nobody, or everybody, is known to have had the event by day {day}.",
                day=f"{states.horizon:g}",
            ),
        )
    rows = len(states)
    beats = beaten(ranked, ranked, control) / rows
    beaten_by = (case.sum() - beaten(ranked, ranked, case)) / rows
    won = case * beats + control * beaten_by
    known = case * control.mean() + control * case.mean()
    # Each pair stands once under its case and once under its control.
    area = won.sum() / known.sum()
    influence = won - area * known + states.moved_by(won - area * known)
    return scored(area, influence / (case.mean() * control.mean()), confidence)


def brier_at(
    states: KnownStates, risk: ArrayLike, *, confidence: float = 0.95
) -> Score | NotEstimable:
    """The mean squared distance between the risk and what happened: 0 is perfect."""
    if not states.weight.any():
        return NotEstimable(
            Reason.NOT_REACHED,
            _("Nobody was still followed at day {day}.", day=f"{states.horizon:g}"),
        )
    if len(states) < 2:
        return NotEstimable(Reason.NO_PARTICIPANTS, _("A group has fewer than two participants."))
    distance: Floats = states.case - numbers(risk, "risk")
    missed = states.weight * distance**2
    brier = missed.mean()
    return scored(float(brier), missed - brier + states.moved_by(missed), confidence)


def scored(value: float, influence: Floats, confidence: float) -> Score:
    se = float(influence.std(ddof=1) / np.sqrt(len(influence)))
    return Score(estimate=Estimate.wald(float(value), se, confidence), influence=influence)


def difference(first: Score, second: Score) -> Estimate:
    """First less second, both of the same participants."""
    apart = first.influence - second.influence
    return scored(
        first.estimate.value - second.estimate.value, apart, first.estimate.confidence
    ).estimate


def scaled_brier(model: Score, null: Score) -> float | NotEstimable:
    """The share of the null model's score that the model takes away: 1 is perfect."""
    if not null.estimate.value:
        return NotEstimable(Reason.NO_VARIANCE, _("Everybody here has the same outcome."))
    return 1 - model.estimate.value / null.estimate.value


def integrated(scores: Mapping[float, Score]) -> float:
    """The mean over the horizons, by trapezoids: the integrated Brier score."""
    days = np.array(sorted(scores))
    values = np.array([scores[day].estimate.value for day in days])
    if len(days) == 1:
        return float(values[0])
    return float(np.trapezoid(values, days) / (days[-1] - days[0]))
