"""How likely each participant was to receive each strategy, given what was known before.

Rosenbaum and Rubin, Biometrika 1983; 70: 41; several strategies: Imbens, Biometrika 2000; 87: 706.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import NotEstimable
from analysis.domain.regression.logistic import logistic
from analysis.domain.regression.multinomial import multinomial
from analysis.domain.survival.partial_likelihood import Indices
from analysis.domain.survival.times import Flags, Floats

# Below this chance of what was received one participant stands for twenty and more.
UNLIKELY = 0.05


@dataclass(frozen=True, kw_only=True, eq=False)
class Propensity:
    """`shares` has a row per participant and a column per level; `received` is each one's
    column. `coef` has a row per level after the first, the intercept before the covariates."""

    levels: tuple[str, ...]
    received: Indices
    shares: Floats
    coef: Floats

    @property
    def of_received(self) -> Floats:
        found: Floats = self.shares[np.arange(len(self.received)), self.received]
        return found

    def who_received(self, level: str) -> Flags:
        found: Flags = self.received == self.levels.index(level)
        return found

    def unlikely(self, below: float = UNLIKELY) -> float:
        """The share of participants who received what was improbable for them: positivity."""
        return float((self.of_received < below).mean())


def propensity(
    received: Sequence[str], covariates: Mapping[str, ArrayLike], *, levels: Sequence[str]
) -> Propensity | NotEstimable:
    """Two levels by logistic, several by multinomial regression."""
    column = np.array([levels.index(one) for one in received], dtype=np.intp)
    if len(levels) == 2:
        model = logistic(column, covariates)
        if isinstance(model, NotEstimable):
            return model
        shares, coef = np.column_stack([1 - model.fitted, model.fitted]), model.coef[None, :]
    else:
        several = multinomial(received, covariates, levels=levels)
        if isinstance(several, NotEstimable):
            return several
        shares, coef = several.fitted, several.coef
    return Propensity(levels=tuple(levels), received=column, shares=shares, coef=coef)
