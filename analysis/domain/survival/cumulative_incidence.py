"""The cumulative incidence of an event that another kind of event can forestall.

Aalen-Johansen estimate with Aalen's variance, as cmprsk::cuminc has it (Gray, Ann Stat 1988;
16: 1141). Counting the forestalled as censored (1 - Kaplan-Meier) would claim that they could still
have the event.
"""

from dataclasses import dataclass

import numpy as np

from analysis.domain.estimates import Limits, NotEstimable, Reason, normal_quantile
from analysis.domain.survival.times import (
    Days,
    Flags,
    Floats,
    SurvivalTimes,
    count,
    day_table,
)
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class IncidenceAt:
    """The curve read on one day. Limits are symmetric on the scale log(-log), so within 0 to 1."""

    day: float
    incidence: float
    se: float
    limits: Limits | NotEstimable
    at_risk: float
    events: float
    competing: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Incidence:
    """One row per day on which somebody left."""

    days: Days
    at_risk: Floats
    events: Floats
    competing: Floats
    incidence: Floats
    se: Floats
    participants: int
    confidence: float

    def at(self, day: float) -> IncidenceAt | NotEstimable:
        if day > self.days[-1] and self.events.sum() + self.competing.sum() < self.participants:
            return NotEstimable(
                Reason.NOT_REACHED,
                _("Nobody was still followed at day {day}.", day=f"{day:g}"),
            )
        row = int(np.searchsorted(self.days, day, side="right")) - 1
        after = int(np.searchsorted(self.days, day, side="left"))
        found = float(self.incidence[row]) if row >= 0 else 0.0
        se = float(self.se[row]) if row >= 0 else 0.0
        return IncidenceAt(
            day=day,
            incidence=found,
            se=se,
            limits=limits_of(found, se, self.confidence),
            at_risk=float(self.at_risk[after]) if after < len(self.days) else 0.0,
            events=float(self.events[: row + 1].sum()),
            competing=float(self.competing[: row + 1].sum()),
        )


def limits_of(incidence: float, se: float, confidence: float) -> Limits | NotEstimable:
    if incidence <= 0:
        return NotEstimable(
            Reason.NO_EVENTS, _("Nobody has had the event yet, so the curve has no limits.")
        )
    if incidence >= 1:
        return NotEstimable(
            Reason.NONE_EVENT_FREE, _("Nobody is left event-free, so the curve has no limits.")
        )
    log = np.log(incidence)
    factor = np.exp(normal_quantile(confidence) * se / (incidence * log))
    lower, upper = incidence ** (1 / factor), incidence**factor
    return Limits(lower=float(lower), upper=float(upper), confidence=confidence)


def cumulative_incidence(
    times: SurvivalTimes, competing: Flags, *, confidence: float = 0.95
) -> Incidence | NotEstimable:
    """`times.observed` marks the event itself, `competing` what forestalled it."""
    if times.is_empty:
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this group."))
    table = day_table(times)
    other = count(times, competing, through=int(times.days.max()))[table.days]
    free = np.cumprod(1 - (table.events + other) / table.at_risk)
    before = np.concatenate(([1.0], free[:-1]))
    incidence = np.cumsum(before * table.events / table.at_risk)
    own, others = (jump(left, table.at_risk, before) for left in (table.events, other))
    return Incidence(
        days=table.days,
        at_risk=table.at_risk,
        events=table.events,
        competing=other,
        incidence=incidence,
        se=np.sqrt(aalen_variance(own, others, free=free, incidence=incidence)),
        participants=len(times),
        confidence=confidence,
    )


def aalen_variance(own: Floats, others: Floats, *, free: Floats, incidence: Floats) -> Floats:
    """Each day's jumps add to three sums; what a jump weighs depends on how far the curve goes."""
    inverse = np.divide(1, free, out=np.zeros_like(free), where=free > 0)
    others = others * (free > 0)
    reach_own, reach_others = 1 + inverse * incidence, inverse * incidence
    squares = np.cumsum(reach_own**2 * own + reach_others**2 * others)
    products = np.cumsum(inverse * (reach_own * own + reach_others * others))
    inverses = np.cumsum(inverse**2 * (own + others))
    found: Floats = squares + incidence**2 * inverses - 2 * incidence * products
    return np.maximum(found, 0)  # rounding: the variance before the first event is 0


def jump(leaving: Floats, at_risk: Floats, before: Floats) -> Floats:
    """The variance of one day's jump, drawn without replacement where several leave."""
    rest = np.maximum(at_risk - 1, 1)
    ties = np.where(leaving > 1, 1 - (leaving - 1) / rest, 1.0)
    found: Floats = before**2 * ties * leaving / at_risk**2
    return found
