"""At which z a look would cross: group sequential boundaries.

Error is spent on the information as observed, so looks may fall off schedule. For a trial that is
not randomized a boundary advises; the board decides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.domain.monitoring.looks import Walk
from analysis.domain.monitoring.spending import NORMAL, Spending

# No trial crosses a z of 38: its chance is below what a computer can tell from 0.
HIGHEST = 38.0


@dataclass(frozen=True, kw_only=True)
class Look:
    """`nominal` is the one-sided p-value that would cross, `spent` the error spent so far."""

    information: float
    z: float
    nominal: float
    spent: float


def spending_boundary(
    information: Sequence[float], spend: Spending, *, two_sided: bool = False
) -> list[Look]:
    """One look per information fraction, ascending; beyond 1 all error is spent, and a look
    after that has none left.

    Two-sided bounds are symmetric, and `spend` gives the error of both sides together.
    """
    walk, spent, looks = Walk.begun(two_sided=two_sided), 0.0, []
    for share in information:
        allowed = spend(min(share, 1.0)) - spent
        z = bound_for(walk, share, allowed)
        spent += walk.crossing(z, share)
        looks.append(look(share, z, spent))
        walk = walk.carried(z, share)
    return looks


def bound_for(walk: Walk, information: float, allowed: float) -> float:
    from scipy.optimize import brentq

    if allowed <= 0 or walk.crossing(HIGHEST, information) >= allowed:
        return HIGHEST
    return float(
        brentq(lambda z: walk.crossing(z, information) - allowed, -10, HIGHEST, xtol=1e-12)
    )


def obrien_fleming_boundary(
    information: Sequence[float], alpha: float, *, two_sided: bool = False
) -> list[Look]:
    """The classical test: the bound falls with the root of the information (Biometrics 1979;
    35: 549). It needs the schedule of all looks beforehand."""
    return shaped_boundary(information, alpha, lambda share: share**-0.5, two_sided=two_sided)


def pocock_boundary(
    information: Sequence[float], alpha: float, *, two_sided: bool = False
) -> list[Look]:
    """The same bound at each look (Biometrika 1977; 64: 191)."""
    return shaped_boundary(information, alpha, lambda _share: 1.0, two_sided=two_sided)


def shaped_boundary(
    information: Sequence[float],
    alpha: float,
    shape: Callable[[float], float],
    *,
    two_sided: bool,
) -> list[Look]:
    from scipy.optimize import brentq

    def looks_at(level: float) -> list[Look]:
        bounds = [level * shape(share) for share in information]
        return with_bounds(information, bounds, two_sided=two_sided)

    level = brentq(lambda level: looks_at(level)[-1].spent - alpha, 0.5, 10, xtol=1e-12)
    return looks_at(float(level))


def with_bounds(
    information: Sequence[float], bounds: Sequence[float], *, two_sided: bool = False
) -> list[Look]:
    """What given bounds spend at each look under no effect."""
    crossed = np.cumsum(crossing_chances(information, bounds, two_sided=two_sided))
    return [
        look(share, z, float(spent))
        for share, z, spent in zip(information, bounds, crossed, strict=True)
    ]


def crossing_chances(
    information: Sequence[float],
    bounds: Sequence[float],
    *,
    drift: float = 0.0,
    two_sided: bool = False,
) -> list[float]:
    """The chance to stop at each look when the expected z at full information is `drift`."""
    walk, found = Walk.begun(drift=drift, two_sided=two_sided), []
    for share, z in zip(information, bounds, strict=True):
        found.append(walk.crossing(z, share))
        walk = walk.carried(z, share)
    return found


def look(information: float, z: float, spent: float) -> Look:
    return Look(information=information, z=z, nominal=NORMAL.cdf(-z), spent=spent)
