"""Whom does each participant stand for, when some were lost before the horizon?

G is the Kaplan-Meier curve of censoring. Within a day events come before censorings, so somebody
with the event on day t was under observation if nobody had lost them before t: the weight of a
case is 1 / G(t-), that of somebody still free at the horizon 1 / G(horizon). (With G(t) for cases,
as some libraries take it, results differ in the fourth digit.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.domain.survival.times import Days, Floats, SurvivalTimes, day_table


@dataclass(frozen=True, kw_only=True, eq=False)
class CensoringCurve:
    """The chance of not having been lost through each day."""

    days: Days
    kept: Floats

    def through(self, days: Floats | Days | float) -> Floats:
        return self._before(np.searchsorted(self.days, days, side="right"))

    def before(self, days: Floats | Days | float) -> Floats:
        return self._before(np.searchsorted(self.days, days, side="left"))

    def _before(self, rows: np.ndarray) -> Floats:
        found: Floats = np.concatenate(([1.0], self.kept))[rows]
        return found


def censoring_curve(times: SurvivalTimes) -> CensoringCurve:
    table = day_table(times)
    # Those with the event on the day are gone before anybody is lost on it.
    at_risk = table.at_risk - table.events
    lost = np.divide(table.censored, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
    return CensoringCurve(days=table.days, kept=np.cumprod(1 - lost))


def known_at(
    times: SurvivalTimes, *, horizon: float, groups: Sequence[str] | None = None
) -> Floats:
    """0 where the state at the horizon is unknown, otherwise 1 / G.

    `groups` (such as the strategy received) have each their own G, where they were lost at
    different rates.
    """
    found = np.zeros(len(times))
    named = np.asarray(["" for _row in range(len(times))] if groups is None else groups)
    for name in np.unique(named):
        chosen = np.flatnonzero(named == name)
        found[chosen] = weights_at(times.where(named == name), horizon=horizon)
    return found


def weights_at(times: SurvivalTimes, *, horizon: float) -> Floats:
    curve = censoring_curve(times)
    case = times.observed & (times.days <= horizon)
    free = times.days > horizon
    kept = np.where(case, curve.before(times.days), curve.through(horizon))
    return np.divide(1, kept, out=np.zeros(len(times)), where=(case | free) & (kept > 0))
