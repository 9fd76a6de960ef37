"""How well a predictor tells people apart, with the uncertainty that a small sample leaves."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


def placements(outcome: NDArray[Any], score: Floats) -> tuple[Floats, Floats]:
    """For each case the share of controls it beats, and the other way round; ties count half."""
    cases, controls = score[outcome == 1], score[outcome == 0]
    if not len(cases) or not len(controls):
        raise ValueError("without both outcomes there is nothing to tell apart")
    wins = (cases[:, None] > controls[None, :]) + 0.5 * (cases[:, None] == controls[None, :])
    return wins.mean(axis=1), wins.mean(axis=0)


def auc(outcome: NDArray[Any], score: Floats) -> Estimate:
    by_case, by_control = placements(outcome, score)
    variance = _variance(by_case) + _variance(by_control)
    return _within(float(by_case.mean()), variance, low=0.0, high=1.0)


def compared_auc(outcome: NDArray[Any], first: Floats, second: Floats) -> Comparison:
    one, other = placements(outcome, first), placements(outcome, second)
    variance = sum(_variance(a - b) for a, b in zip(one, other, strict=True))
    difference = float(one[0].mean() - other[0].mean())
    return Comparison(
        first=auc(outcome, first),
        second=auc(outcome, second),
        difference=_within(difference, variance, low=-1.0, high=1.0),
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
    return _within(float(difference.mean()), _variance(difference), low=-1.0, high=1.0)


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


def _within(value: float, variance: float, *, low: float, high: float) -> Estimate:
    half = NORMAL_975 * math.sqrt(variance)
    return Estimate(value=value, low=max(low, value - half), high=min(high, value + half))
