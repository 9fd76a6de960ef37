"""How much of the error may have been spent by a share of the planned information.

Lan and DeMets, Biometrika 1983; 70: 659; Kim and DeMets, Biometrika 1987; 74: 149; Hwang, Shih and
de Cani, Stat Med 1990; 9: 1439. Information is events over planned events, as observed at the look.
"""

from collections.abc import Callable
from math import e, exp, log, sqrt
from statistics import NormalDist

Spending = Callable[[float], float]

NORMAL = NormalDist()


def obrien_fleming(alpha: float) -> Spending:
    """Little early, nearly all at the end."""
    level = NORMAL.inv_cdf(1 - alpha / 2)
    return lambda share: 2 * NORMAL.cdf(-level / sqrt(share)) if share < 1 else alpha


def pocock(alpha: float) -> Spending:
    """About the same at each look."""
    return lambda share: alpha * log(1 + (e - 1) * min(share, 1))


def kim_demets(alpha: float, *, power: float) -> Spending:
    return lambda share: float(alpha * min(share, 1) ** power)


def hwang_shih_decani(alpha: float, *, gamma: float) -> Spending:
    """Negative gamma spends late (-4 is near O'Brien-Fleming), 1 is near Pocock; 0 is even."""
    if not gamma:
        return kim_demets(alpha, power=1)
    return lambda share: alpha * (1 - exp(-gamma * min(share, 1))) / (1 - exp(-gamma))
