"""Chance that repeats: the same words give the same draws on every machine."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Drawn in the order asked; `apart` begins anew for what must not depend on that order."""

    def __init__(self, *words: object) -> None:
        self.words = words
        # A text seeds by its SHA-512, which no version of Python may change.
        self._random = Random(":".join(map(str, words)))

    def apart(self, *words: object) -> "Chance":
        return Chance(*self.words, *words)

    def happens(self, probability: float) -> bool:
        return self._random.random() < probability

    def normal(self, mean: float, spread: float) -> float:
        return self._random.gauss(mean, spread)

    def skewed(self, median: float, factor: float) -> float:
        """Two of three lie between median / factor and median * factor."""
        exponent: float = self._random.gauss(0, 1)
        return median * float(factor**exponent)

    def wait(self, mean_days: float) -> int:
        """Days until something that has no memory: recurrence, death, a patient's dropping out."""
        return int(self._random.expovariate(1 / mean_days)) + 1

    def whole(self, low: int, high: int) -> int:
        """Both ends belong."""
        return self._random.randint(low, max(low, high))

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))

    def one_of(self, these: Sequence[T]) -> T:
        return these[self.whole(0, len(these) - 1)]

    def weighed(self, weights: Mapping[T, float]) -> T:
        """One key; the weights need not add up to one."""
        (chosen,) = self._random.choices(list(weights), list(weights.values()))
        return chosen
