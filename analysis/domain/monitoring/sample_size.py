"""How many participants or events a comparison of two equal arms needs. Normal approximation,
one-sided alpha; results are not rounded."""

from math import log, sqrt

from analysis.domain.estimates import Meaningless
from analysis.domain.monitoring.conditional_power import design_drift
from analysis.domain.monitoring.spending import NORMAL


def participants_for_rates(first: float, second: float, *, alpha: float, power: float) -> float:
    """Both arms together; the variance is pooled under no difference (Fleiss, 1981)."""
    if first == second:
        raise Meaningless("Two equal rates need no end of participants.")
    middle = (first + second) / 2
    reach = NORMAL.inv_cdf(1 - alpha) * sqrt(2 * middle * (1 - middle))
    reach += NORMAL.inv_cdf(power) * sqrt(first * (1 - first) + second * (1 - second))
    return 2 * (reach / (first - second)) ** 2


def events_for_hazard_ratio(hazard_ratio: float, *, alpha: float, power: float) -> float:
    """Schoenfeld, Biometrics 1983; 39: 499; both arms together."""
    if hazard_ratio == 1:
        raise Meaningless("Two equal hazards need no end of events.")
    return 4 * (design_drift(alpha=alpha, power=power) / log(hazard_ratio)) ** 2
