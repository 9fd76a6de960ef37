"""Which of several strategies somebody received, by their covariates: multinomial logistic
regression by maximum likelihood (R's nnet::multinom fits the same model less tightly)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.regression.design import INTERCEPT, design_of, is_spent, repeats_itself, sizes
from analysis.domain.regression.logistic import MOST_STEPS, SMALLEST_STEP
from analysis.domain.survival.times import Floats
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True, eq=False)
class MultinomialModel:
    """`coef` has one row per level after the first, `fitted` one column per level."""

    levels: tuple[str, ...]
    names: tuple[str, ...]
    coef: Floats
    fitted: Floats
    log_likelihood: float


def multinomial(
    received: Sequence[str], covariates: Mapping[str, ArrayLike], *, levels: Sequence[str]
) -> MultinomialModel | NotEstimable:
    x = design_of(covariates, rows=len(received))
    chosen = np.asarray(received)[:, None] == np.asarray(levels)
    empty = [level for level, any_ in zip(levels, chosen.any(axis=0), strict=True) if not any_]
    if empty:
        return NotEstimable(
            Reason.NO_PARTICIPANTS, _("Nobody is in the group {names}.", names=", ".join(empty))
        )
    if repeats_itself(x):
        return NotEstimable(
            Reason.COLLINEAR,
            _("A covariate has one value only wherever it is compared, or repeats others."),
        )
    units = sizes(x)
    coef = climb(chosen.astype(np.float64), x / units)
    if isinstance(coef, NotEstimable):
        return coef
    fitted = shares(x / units, coef)
    return MultinomialModel(
        levels=tuple(levels),
        names=(INTERCEPT, *covariates),
        coef=coef / units,
        fitted=fitted,
        log_likelihood=log_likelihood(chosen, fitted),
    )


def climb(chosen: Floats, x: Floats) -> Floats | NotEstimable:
    """Newton's method from equal shares, halving a step that would lower the likelihood."""
    coef = np.zeros((chosen.shape[1] - 1, x.shape[1]))
    here = log_likelihood(chosen, shares(x, coef))
    for _step in range(MOST_STEPS):
        step = newton_step(chosen, x, shares(x, coef))
        if step is None:
            return SPLIT
        ahead = log_likelihood(chosen, shares(x, coef + step))
        while not ahead >= here - 1e-9 and np.abs(step).max() > 1e-12:
            step = step / 2
            ahead = log_likelihood(chosen, shares(x, coef + step))
        coef, here = coef + step, ahead
        if np.abs(step).max() < SMALLEST_STEP:
            return coef
    return NotEstimable(
        Reason.NOT_CONVERGED, _("The model did not settle in {steps} steps.", steps=MOST_STEPS)
    )


SPLIT = NotEstimable(
    Reason.SEPARATION, _("A covariate splits those with and without the outcome perfectly.")
)


def newton_step(chosen: Floats, x: Floats, share: Floats) -> Floats | None:
    """None where nothing is left to tell the levels apart."""
    share, free = share[:, 1:], share.shape[1] - 1
    score = ((chosen[:, 1:] - share).T @ x).ravel()
    blocks = [
        [(x * (share[:, j] * ((j == k) - share[:, k]))[:, None]).T @ x for k in range(free)]
        for j in range(free)
    ]
    information = np.block(blocks)
    if is_spent(information, len(x)):
        return None
    found: Floats = np.linalg.solve(information, score).reshape(free, x.shape[1])
    return found


def shares(x: Floats, coef: Floats) -> Floats:
    odds = np.column_stack([np.zeros(len(x)), x @ coef.T])
    odds = np.exp(odds - odds.max(axis=1, keepdims=True))
    found: Floats = odds / odds.sum(axis=1, keepdims=True)
    return found


def log_likelihood(chosen: Floats, share: Floats) -> float:
    with np.errstate(divide="ignore"):
        return float(np.log((chosen * share).sum(axis=1)).sum())
