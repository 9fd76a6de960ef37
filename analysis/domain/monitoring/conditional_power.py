"""The chance to end beyond the critical value, given what was seen so far.

Lan and Wittes, Biometrics 1988; 44: 579, by the B-value.
"""

from dataclasses import dataclass
from math import sqrt

from analysis.domain.estimates import Meaningless
from analysis.domain.monitoring.spending import NORMAL


@dataclass(frozen=True, kw_only=True)
class ConditionalPower:
    """If the trend goes on, if the design was right, if there is no effect."""

    trend: float
    design: float
    null: float


def conditional_power(
    z: float, *, information: float, critical: float, design_drift: float
) -> ConditionalPower:
    """`information` is the observed share, above 0 and below 1; `design_drift` the z the design
    expects at the end."""
    if not 0 < information < 1:
        raise Meaningless("The information fraction lies between 0 and 1.")

    def ending_beyond(drift: float) -> float:
        to_go = critical - z * sqrt(information) - drift * (1 - information)
        return NORMAL.cdf(-to_go / sqrt(1 - information))

    return ConditionalPower(
        trend=ending_beyond(z / sqrt(information)),
        design=ending_beyond(design_drift),
        null=ending_beyond(0.0),
    )


def design_drift(*, alpha: float, power: float) -> float:
    """The z that a test of one-sided level alpha with this power expects at the end."""
    return NORMAL.inv_cdf(1 - alpha) + NORMAL.inv_cdf(power)
