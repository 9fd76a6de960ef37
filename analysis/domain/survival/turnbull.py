"""Survival when the event is only known to lie between two visits.

Turnbull, J R Stat Soc B 1976; 38: 290: the nonparametric maximum likelihood estimate. Mass can lie
only in intervals that begin where somebody was last free and end where somebody was first found
with the event; within them the curve is undefined. Steps of expectation and maximization, then of
Newton over the masses that stay above nothing (Wang, Comput Stat Data Anal 2008; 52: 2388), run
until no other place for the mass could raise the likelihood (the conditions of Kuhn and Tucker),
which R's survfit stops short of.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Meaningless, NotEstimable, Reason
from analysis.domain.survival.times import Flags, Floats
from trials.domain.messages import message as _

# Of Newton; those of expectation and maximization before them only bring it near.
MOST_STEPS = 200
STEPS_NEAR = 25
CLOSE = 1e-11
# A step is halved at most so often before it is taken as it is.
HALVINGS = 30


@dataclass(frozen=True, kw_only=True, eq=False)
class IntervalTimes:
    """The event lies after `lower` and at or before `upper`; infinite where it was never found,
    0 where nobody looked before, equal where its time is exact."""

    lower: Floats
    upper: Floats

    @classmethod
    def of(cls, lower: ArrayLike, upper: ArrayLike) -> "IntervalTimes":
        """NaN in `upper` is never found."""
        low, high = np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)
        high = np.where(np.isnan(high), np.inf, high)
        if (low > high).any() or (low < 0).any():
            raise Meaningless("An interval ends before it begins, or begins before its origin.")
        return cls(lower=low, upper=high)

    def __len__(self) -> int:
        return len(self.lower)


@dataclass(frozen=True, kw_only=True, eq=False)
class TurnbullCurve:
    """`begins` and `ends` of the intervals that hold mass, and how much each holds."""

    begins: Floats
    ends: Floats
    mass: Floats
    log_likelihood: float
    participants: int

    def at(self, time: float) -> float | NotEstimable:
        """Survival, where every interval lies on one side of the time."""
        if ((self.begins < time) & (time < self.ends)).any():
            return NotEstimable(
                Reason.NOT_REACHED,
                _(
                    "Day {day} lies between two visits that the event may lie between.",
                    day=f"{time:g}",
                ),
            )
        return self.bounds(time)[0]

    def bounds(self, time: float) -> tuple[float, float]:
        """What survival is at least and at most, wherever the mass lies within its intervals."""
        surely, perhaps = self.mass[self.begins >= time], self.mass[self.ends > time]
        return float(surely.sum()), float(perhaps.sum())


def turnbull(times: IntervalTimes) -> TurnbullCurve | NotEstimable:
    if not len(times):
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this group."))
    begins, ends = innermost(times)
    held = holds(times, begins, ends)
    mass = climb(held)
    if mass is None:
        return NotEstimable(
            Reason.NOT_CONVERGED, _("The model did not settle in {steps} steps.", steps=MOST_STEPS)
        )
    kept = mass > 1e-12
    return TurnbullCurve(
        begins=begins[kept],
        ends=ends[kept],
        mass=mass[kept],
        log_likelihood=float(np.log(held @ mass).sum()),
        participants=len(times),
    )


def innermost(times: IntervalTimes) -> tuple[Floats, Floats]:
    """Each begin with no other begin between it and the next end; at one time an end, which
    belongs to its interval, comes before a begin, which does not."""
    marks = sorted(
        [*((upper, False) for upper in times.upper), *((lower, True) for lower in opened(times))]
    )
    found = [(one[0], other[0]) for one, other in pairwise(marks) if one[1] and not other[1]]
    return np.array([one for one, _end in found]), np.array([end for _begin, end in found])


def opened(times: IntervalTimes) -> Floats:
    """An exact time lies after any time before it: its interval opens just there."""
    exact = times.lower == times.upper
    found: Floats = np.where(exact, np.nextafter(times.lower, -np.inf), times.lower)
    return found


def holds(times: IntervalTimes, begins: Floats, ends: Floats) -> Floats:
    """1 where the participant's event may lie in the interval."""
    inside: Flags = (opened(times)[:, None] <= begins) & (ends <= times.upper[:, None])
    return inside.astype(np.float64)


def climb(held: Floats) -> Floats | None:
    mass: Floats = np.full(held.shape[1], 1 / held.shape[1])
    for _step in range(MOST_STEPS):
        mass, gain = drawn_near(held, mass)
        if gain.max() - 1 < CLOSE:
            return mass
        mass = newton(held, mass)
    return None


def drawn_near(held: Floats, mass: Floats) -> tuple[Floats, Floats]:
    """Expectation and maximization: sure to rise, slow to arrive."""
    for _step in range(STEPS_NEAR):
        gain = gain_of(held, mass)
        if gain.max() - 1 < CLOSE:
            break
        mass = mass * gain
    return mass, gain_of(held, mass)


def gain_of(held: Floats, mass: Floats) -> Floats:
    """By how much a little more mass in each interval would raise the likelihood; 1 at rest."""
    found: Floats = (1 / (held @ mass)) @ held / len(held)
    return found


def newton(held: Floats, mass: Floats) -> Floats:
    """The top of the parabola that the likelihood is here, no mass below nothing, all of them one;
    halved until the likelihood does not fall."""
    from scipy.optimize import nnls

    slopes = held / (held @ mass)[:, None]
    rows = np.vstack([slopes - 2, np.ones(len(mass))])
    top, _rest = nnls(rows, np.append(np.zeros(len(held)), 1.0))
    step = top / top.sum() - mass
    here = np.log(held @ mass).sum()
    for halved in range(HALVINGS):
        ahead: Floats = mass + step / 2**halved
        chance = held @ ahead
        if (chance > 0).all() and np.log(chance).sum() >= here:
            return ahead
    return mass
