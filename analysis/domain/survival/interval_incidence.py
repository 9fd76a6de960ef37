"""Cumulative incidence when the event is only known to lie between two looks, while what forestalls
it, a death, has its day.

The nonparametric maximum likelihood estimate (Hudgens, Satten and Longini, Biometrics 2001;
57: 74): mass of the event can lie only in Turnbull's intervals, mass of the other on its days.
Whoever was lost may have had either afterwards. Where every event has its day it is the estimate of
Aalen and Johansen; where nothing competes, Turnbull's.
"""

from dataclasses import dataclass

import numpy as np

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.times import Flags, Floats
from analysis.domain.survival.turnbull import MOST_STEPS, IntervalTimes, climb, holds, innermost
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True, eq=False)
class IntervalIncidence:
    """Intervals that hold mass of the event, and how much. In one without an end either may come,
    or neither: whoever was followed longest is still free."""

    begins: Floats
    ends: Floats
    mass: Floats

    def bounds(self, time: float) -> tuple[float, float]:
        """What the incidence is at least and at most, wherever in its interval mass lies."""
        surely, perhaps = self.mass[self.ends <= time], self.mass[self.begins < time]
        return float(surely.sum()), float(perhaps.sum())


def interval_incidence(times: IntervalTimes, competing: Flags) -> IntervalIncidence | NotEstimable:
    """`competing` marks those forestalled on the day `lower`."""
    if not len(times):
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this group."))
    own = IntervalTimes(lower=times.lower[~competing], upper=times.upper[~competing])
    begins, ends = innermost(own)
    held = np.zeros((len(times), len(begins)))
    held[~competing] = holds(own, begins, ends)
    mass = climb(np.hstack([held, holds_other(times, competing)]))
    if mass is None:
        return NotEstimable(
            Reason.NOT_CONVERGED, _("The model did not settle in {steps} steps.", steps=MOST_STEPS)
        )
    return IntervalIncidence(begins=begins, ends=ends, mass=mass[: len(begins)])


def holds_other(times: IntervalTimes, competing: Flags) -> Floats:
    """1 where the other event happened on that day, or may have after the participant was lost."""
    days = np.unique(times.lower[competing])
    lost = ~competing & np.isinf(times.upper)
    that_day = competing[:, None] & (times.lower[:, None] == days)
    later = lost[:, None] & (times.lower[:, None] < days)
    found: Floats = (that_day | later).astype(np.float64)
    return found
