"""How well a predictor tells people apart, with the uncertainty that a small sample leaves."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trials.domain.discrimination import Placements, limits_about

Floats = NDArray[np.float64]
NORMAL_975 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Estimate:
    value: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        return {name: round(getattr(self, name), 6) for name in ("value", "low", "high")}


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two scores of the same people, and their paired difference (DeLong 1988)."""

    first: Estimate
    second: Estimate
    difference: Estimate


def placed(outcome: NDArray[Any], score: Floats) -> Placements:
    cases = outcome == 1
    if not cases.any() or cases.all():
        raise ValueError("without both outcomes there is nothing to tell apart")
    return Placements.of(cases, score)


def auc(outcome: NDArray[Any], score: Floats) -> Estimate:
    found = placed(outcome, score)
    return _within(found.area, found.variance, lowest=0.0)


def compared_auc(outcome: NDArray[Any], first: Floats, second: Floats) -> Comparison:
    one, other = placed(outcome, first), placed(outcome, second)
    return Comparison(
        first=auc(outcome, first),
        second=auc(outcome, second),
        difference=_within(one.area - other.area, one.difference_variance(other), lowest=-1.0),
    )


def proportion(hits: int, of: int) -> Estimate:
    """Wilson's interval."""
    share, z = hits / of, NORMAL_975
    shrink = 1 + z * z / of
    middle = (share + z * z / (2 * of)) / shrink
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / shrink
    return Estimate(value=share, low=max(0.0, middle - half), high=min(1.0, middle + half))


def compared_accuracy(right: NDArray[Any], right_too: NDArray[Any]) -> Estimate:
    """The paired difference of two accuracies over the same people."""
    difference = right.astype(float) - right_too.astype(float)
    return _within(float(difference.mean()), _variance(difference), lowest=-1.0)


def brier(outcome: NDArray[Any], probability: Floats) -> float:
    return float(np.mean((probability - outcome) ** 2))


def calibration_line(outcome: NDArray[Any], logit: Floats) -> tuple[float, float]:
    """Slope and intercept of the outcome on the logit; 1 and 0 is perfect. Newton's method."""
    design = np.column_stack([logit, np.ones_like(logit)])
    line = np.array([1.0, 0.0])
    for _ in range(50):
        fitted = 1 / (1 + np.exp(-design @ line))
        weights = np.maximum(fitted * (1 - fitted), 1e-9)
        step = np.linalg.solve((design.T * weights) @ design, design.T @ (outcome - fitted))
        line = line + step
        if np.abs(step).max() < 1e-10:
            break
    return float(line[0]), float(line[1])


def calibration_error(outcome: NDArray[Any], probability: Floats, bins: int = 10) -> float:
    """Mean gap between predicted and observed over bins of equal size."""
    parts = np.array_split(np.argsort(probability, kind="stable"), bins)
    gaps = [
        len(part) * abs(probability[part].mean() - outcome[part].mean())
        for part in parts
        if len(part)
    ]
    return float(sum(gaps) / len(outcome))


def _variance(numbers: Floats) -> float:
    return float(numbers.var(ddof=1) / len(numbers)) if len(numbers) > 1 else 0.0


def _within(value: float, variance: float, *, lowest: float) -> Estimate:
    low, high = limits_about(value, variance, confidence=0.95, lowest=lowest) or (value, value)
    return Estimate(value=value, low=low, high=high)
