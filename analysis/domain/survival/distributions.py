"""Tail probabilities. scipy is imported in the functions, so that no web process loads it."""

from math import erfc, sqrt


def normal_two_sided(z: float) -> float:
    return erfc(abs(z) / sqrt(2))


def chi_square_tail(x: float, df: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, x))
