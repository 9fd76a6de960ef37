"""How strong would something unmeasured have to be, with both the strategy and the outcome, to
explain the whole contrast away? VanderWeele and Ding, Ann Intern Med 2017; 167: 268."""

from dataclasses import dataclass
from math import expm1, log, sqrt

from analysis.domain.estimates import Ratio


@dataclass(frozen=True, kw_only=True)
class EValue:
    """On the scale of a risk ratio; `limit` is 1 where the interval holds 1 already."""

    estimate: float
    limit: float


def e_value(hazard_ratio: Ratio, *, rare: bool = False) -> EValue:
    """`rare`: fewer than 15 % have the event by the end, so that the hazard ratio is a risk
    ratio; otherwise it is turned into one."""
    nearer = hazard_ratio.lower if hazard_ratio.value > 1 else hazard_ratio.upper
    explained = hazard_ratio.lower <= 1 <= hazard_ratio.upper
    return EValue(
        estimate=strength(hazard_ratio.value, rare=rare),
        limit=1.0 if explained else strength(nearer, rare=rare),
    )


def strength(hazard_ratio: float, *, rare: bool) -> float:
    risk_ratio = hazard_ratio if rare else as_risk_ratio(hazard_ratio)
    over = max(risk_ratio, 1 / risk_ratio)
    return over + sqrt(over * (over - 1))


def as_risk_ratio(hazard_ratio: float) -> float:
    root = sqrt(hazard_ratio)
    return expm1(-root * log(2)) / expm1(-log(2) / root)
