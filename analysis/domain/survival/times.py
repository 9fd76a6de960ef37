"""Follow-up as counts per day.

Time is whole days, so a sample of any size is a short table: how many left on each day, with the
event or without. Every kernel here works on that table. Counting needs no sort and can neither
split nor make a tie, which fractional days do (0.1 + 0.2 is not 0.3).

Within a day events come before censorings: someone censored on day 90 was at risk of an event
on day 90.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.domain.estimates import Meaningless

Floats = NDArray[np.floating[Any]]
Days = NDArray[np.int64]
Flags = NDArray[np.bool_]


class NotWholeDays(ValueError):
    """A negative time, or a part of a day: an error of the data, not of the method."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SurvivalTimes:
    """One row per participant: days from the origin, and whether the event was observed then."""

    days: Days
    observed: Flags
    weights: Floats | None = None

    @classmethod
    def of(cls, days: ArrayLike, observed: ArrayLike, *, weights: ArrayLike | None = None) -> Self:
        return cls(
            days=whole_days(days),
            observed=np.asarray(observed, dtype=np.bool_),
            weights=None if weights is None else np.asarray(weights, dtype=np.float64),
        )

    def __post_init__(self) -> None:
        if self.days.shape != self.observed.shape:
            raise ValueError("Days and events differ in length.")
        if self.weights is not None and self.weights.shape != self.days.shape:
            raise ValueError("Days and weights differ in length.")
        if self.weights is not None and not (numbers(self.weights, "weights") >= 0).all():
            raise Meaningless("A weight below 0 stands for nobody.")

    def __len__(self) -> int:
        return len(self.days)

    @property
    def events(self) -> int:
        """How many participants had the event, whatever their weight unless it is 0."""
        return int((self.observed & self.counted).sum())

    @property
    def counted(self) -> Flags:
        """Whose weight is not 0: the others stand for nobody, themselves included."""
        found: Flags = self.weight > 0
        return found

    @property
    def is_empty(self) -> bool:
        return not self.counted.any()

    @property
    def weight(self) -> Floats:
        return np.ones(len(self)) if self.weights is None else self.weights

    def where(self, chosen: Flags) -> Self:
        weights = None if self.weights is None else self.weights[chosen]
        return type(self)(days=self.days[chosen], observed=self.observed[chosen], weights=weights)

    def reversed(self) -> Self:
        """Exchange event and censoring: the curve of this is the curve of follow-up itself."""
        return type(self)(days=self.days, observed=~self.observed, weights=self.weights)


def numbers(values: ArrayLike, name: str) -> Floats:
    """One number each: a gap would be ranked, or spread to every result, without a word."""
    given = np.asarray(values, dtype=np.float64)
    if not np.isfinite(given).all():
        raise Meaningless(f"{name}: somebody has no number here; leave them out or fill it in.")
    return given


def whole_days(days: ArrayLike) -> Days:
    given = np.asarray(days)
    counted = given.astype(np.int64)
    if not np.array_equal(counted, given):
        raise NotWholeDays("Survival times are whole days.")
    if counted.size and counted.min() < 0:
        raise NotWholeDays("A survival time before its origin is an error in the data.")
    return counted


def pooled(samples: Iterable[SurvivalTimes]) -> SurvivalTimes:
    parts = list(samples)
    return SurvivalTimes(
        days=np.concatenate([part.days for part in parts]),
        observed=np.concatenate([part.observed for part in parts]),
        weights=np.concatenate([part.weight for part in parts]),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class DayTable:
    """Each day on which somebody left, in order; `at_risk` counts those under observation just
    before that day's events."""

    days: Days
    events: Floats
    censored: Floats
    at_risk: Floats


def day_table(times: SurvivalTimes) -> DayTable:
    events = count(times, times.observed)
    censored = count(times, ~times.observed)
    left = events + censored
    at_risk = np.cumsum(left[::-1])[::-1]
    days = np.flatnonzero(left)
    return DayTable(days=days, events=events[days], censored=censored[days], at_risk=at_risk[days])


def count(times: SurvivalTimes, chosen: Flags, *, through: int | None = None) -> Floats:
    """Count the chosen participants by day, from day 0 to the day `through`."""
    final = int(times.days.max(initial=0)) if through is None else through
    weights = None if times.weights is None else times.weights[chosen]
    return np.bincount(times.days[chosen], weights=weights, minlength=final + 1).astype(np.float64)
