"""The day by which a share had the event: Brookmeyer and Crowley, read as R reads it."""

from dataclasses import dataclass

import numpy as np

from analysis.domain.survival.times import Days, Floats

# As R's quantile.survfit: sums of many products reach 0.5 only to rounding.
TOLERANCE = float(np.sqrt(np.finfo(np.float64).eps))


@dataclass(frozen=True, kw_only=True)
class Quantile:
    """Days; None where the curve, or that limit of it, never falls so far: not reached."""

    share: float
    days: float | None
    lower: float | None
    upper: float | None
    confidence: float = 0.95


def quantile_of(days: Days, failed: Floats, share: float) -> float | None:
    """Find the first day on which `failed` reaches the share.

    On a step that lies exactly at the share every day of the step is a median, and R, which the
    readers of our tables will compare with, answers its middle. Elsewhere the left end is used.
    """
    known = ~np.isnan(failed)
    days, failed = days[known], failed[known]
    reached = first_at_least(failed, share - TOLERANCE)
    if reached is None:
        return None
    passed = first_at_least(failed, share + TOLERANCE)
    end = days[-1] if passed is None else days[passed]
    exact = abs(failed[reached] - share) < TOLERANCE
    return float(days[reached] + end) / 2 if exact else float(days[reached])


def first_at_least(rising: Floats, level: float) -> int | None:
    found = np.flatnonzero(rising >= level)
    return int(found[0]) if len(found) else None
