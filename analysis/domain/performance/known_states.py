"""Who had the event by a horizon, who had not, and what that says of those lost before it.

Inverse probability of censoring weights with one Kaplan-Meier curve G of loss to follow-up: 1 /
G(t-) for an event on day t, 1 / G(horizon) for somebody free at the horizon. Since G is estimated
too, each participant also moves the weights of others; leaving that out gives wrong errors.
"""

from dataclasses import dataclass

import numpy as np

from analysis.domain.survival.censoring_weights import censoring_curve
from analysis.domain.survival.times import (
    DayTable,
    Flags,
    Floats,
    SurvivalTimes,
    day_table,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class KnownStates:
    """`case` had the event by the horizon, `other` a competing one, `free` neither; `weight` is 0
    for those whose state is unknown. `table` counts competing events among its events."""

    times: SurvivalTimes
    table: DayTable
    horizon: float
    case: Flags
    other: Flags
    free: Flags
    weight: Floats

    def __len__(self) -> int:
        return len(self.case)

    def moved_by(self, carried: Floats) -> Floats:
        """How each participant moves the mean of `carried`, which holds the weights, through G.

        `carried` is summed over those whose weight G decides after each day: an event's weight by
        the days before it, that of somebody free by all days to the horizon.
        """
        rows = np.searchsorted(self.table.days, self.times.days)
        days = self.table.days
        after = tail_sums(rows, np.where(self.free, 0, carried), len(days))
        through = np.where(days <= self.horizon, carried[self.free].sum(), 0)
        decided = after + through
        risk = self.table.at_risk
        expected = np.cumsum(self.table.censored / risk**2 * decided)[rows]
        lost = ~self.times.observed
        found: Floats = np.where(lost, decided[rows] / risk[rows], 0) - expected
        return found


def tail_sums(rows: np.ndarray, values: Floats, length: int) -> Floats:
    """Sum the values of those whose day comes later than each day."""
    each = np.bincount(rows, values, minlength=length)
    sums: Floats = np.concatenate((np.cumsum(each[::-1])[::-1][1:], [0.0]))
    return sums


def known_states(
    times: SurvivalTimes, *, horizon: float, competing: Flags | None = None
) -> KnownStates:
    """`times.observed` marks the event, `competing` what forestalled it."""
    other = np.zeros(len(times), np.bool_) if competing is None else competing & ~times.observed
    ended = SurvivalTimes(days=times.days, observed=times.observed | other)
    curve = censoring_curve(ended)
    within = times.days <= horizon
    free = times.days > horizon
    kept = np.where(free, curve.through(horizon), curve.before(times.days))
    known = free | (within & ended.observed)
    return KnownStates(
        times=ended,
        table=day_table(ended),
        horizon=horizon,
        case=within & times.observed,
        other=within & other,
        free=free,
        weight=np.divide(1, kept, out=np.zeros(len(times)), where=known & (kept > 0)),
    )
