"""What would have been the outcome of each participant under each strategy: a logistic model with
the strategy, the covariates, and products of the two."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import NotEstimable
from analysis.domain.regression.logistic import logistic
from analysis.domain.survival.partial_likelihood import Indices
from analysis.domain.survival.times import Floats


def predicted_under(
    outcome: ArrayLike,
    received: Indices,
    covariates: Mapping[str, ArrayLike],
    *,
    levels: Sequence[str],
    interacting: Sequence[str] = (),
    weights: ArrayLike | None = None,
) -> Floats | NotEstimable:
    """One column per level. `interacting` names the covariates whose effect depends on the
    strategy; a row with weight 0 is predicted and does not teach."""

    def columns(under: Indices) -> dict[str, Floats]:
        return with_strategy(under, covariates, levels=levels, interacting=interacting)

    model = logistic(outcome, columns(received), weights=weights)
    if isinstance(model, NotEstimable):
        return model
    rows = len(received)
    return np.column_stack(
        [model.predicted(columns(np.full(rows, place)), rows=rows) for place in range(len(levels))]
    )


def with_strategy(
    under: Indices,
    covariates: Mapping[str, ArrayLike],
    *,
    levels: Sequence[str],
    interacting: Sequence[str],
) -> dict[str, Floats]:
    """The covariates, a column for each level after the first, and the products asked for."""
    found: dict[str, Floats] = {
        name: np.asarray(x, dtype=np.float64) for name, x in covariates.items()
    }
    for place, level in enumerate(levels[1:], start=1):
        chosen = (under == place).astype(np.float64)
        found[f"strategy {level}"] = chosen
        for name in interacting:
            found[f"strategy {level} x {name}"] = chosen * np.asarray(covariates[name])
    return found
