"""What would come of following the recommendation, compared with the care that was given and with
one strategy for everybody: the share free of the event at a horizon."""

from dataclasses import dataclass

import numpy as np

from analysis.domain.comparison.cohort import Cohort, chance_of_agreement, chances_of
from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.censoring_weights import known_at
from analysis.domain.weighting.outcome_model import predicted_under
from analysis.domain.weighting.policy_value import Care, PolicyValue, policy_value
from analysis.domain.weighting.propensity import Propensity
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True, eq=False)
class Value:
    """`known`: participants whose state at the horizon is known; the others are stood for."""

    known: int
    worth: PolicyValue


def value_at(cohort: Cohort, *, day: float) -> Value | NotEstimable:
    chances = chances_of(cohort)
    if isinstance(chances, NotEstimable):
        return chances
    refused = chance_of_agreement(cohort, chances)
    if isinstance(refused, NotEstimable):
        return refused
    return value_of(cohort, chances, day=day)


def value_of(cohort: Cohort, chances: Propensity, *, day: float) -> Value | NotEstimable:
    free = (cohort.times.days > day).astype(np.float64)
    known = known_at(cohort.times, horizon=day, groups=cohort.strategies_received)
    if not ((known > 0) & (free > 0)).any():
        return NotEstimable(
            Reason.NOT_REACHED, _("Nobody was still followed at day {day}.", day=f"{day:g}")
        )
    predicted = predicted_under(
        free, chances.received, cohort.adjusting, levels=chances.levels, weights=known
    )
    if isinstance(predicted, NotEstimable):
        return predicted
    places = np.array(
        [chances.levels.index(name) if name in chances.levels else 0 for name in cohort.strategies]
    )
    care = Care(
        outcome=free,
        recommended=places[cohort.recommended],
        propensity=chances,
        predicted=predicted,
        known=known,
    )
    worth = policy_value(care)
    if isinstance(worth, NotEstimable):
        return worth
    return Value(known=int((known > 0).sum()), worth=worth)
