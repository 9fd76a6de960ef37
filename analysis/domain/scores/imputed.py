"""A share of an outcome some of whom it is not known yet, imputed many times over and pooled.

Rubin's rules; degrees of freedom by Barnard and Rubin, Biometrika 1999; 86: 948. The outcome is
drawn from a logistic model of the score, its coefficients drawn first: a guess is no knowledge.
"""

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np

from analysis.domain.estimates import Estimate, NotEstimable, Reason
from analysis.domain.regression.logistic import expit, logistic
from analysis.domain.survival.times import Flags, Floats
from trials.domain.messages import message as _

TIMES, SEED = 20, 20260101
# A value and its variance, or why there is none.
Answer = tuple[float, float] | NotEstimable


def imputed(score: Floats, known: Flags, outcome: Flags) -> list[Flags] | NotEstimable:
    """Each time everybody's outcome; `outcome` counts where `known`."""
    model = logistic(outcome[known], {"score": score[known]})
    if isinstance(model, NotEstimable):
        return model
    chance = np.random.default_rng(SEED)
    x = np.column_stack([np.ones(len(score)), score])
    found = []
    for _time in range(TIMES):
        coef = chance.multivariate_normal(model.coef, model.covariance)
        drawn = chance.random(len(score)) < expit(x @ coef)
        found.append(np.where(known, outcome, drawn))
    return found


def pooled(answers: Sequence[Answer], *, participants: int) -> Estimate | NotEstimable:
    """The mean of the answers; its error knows how far they lie apart."""
    refused = next((one for one in answers if isinstance(one, NotEstimable)), None)
    if refused is not None:
        return refused
    given = np.array([one for one in answers if not isinstance(one, NotEstimable)])
    value, within = given.mean(axis=0)
    between = float(given[:, 0].var(ddof=1))
    total = within + (1 + 1 / len(given)) * between
    if not total:
        return NotEstimable(Reason.NO_VARIANCE, _("Everybody here has the same outcome."))
    reach = t_quantile(freedom(within, between, total, len(given), participants)) * sqrt(total)
    return Estimate(
        value=float(value), se=sqrt(total), lower=float(value - reach), upper=float(value + reach)
    )


def freedom(within: float, between: float, total: float, times: int, participants: int) -> float:
    """Never more than complete data would have."""
    complete = participants - 1
    missing = (1 + 1 / times) * between / total
    observed = (complete + 1) / (complete + 3) * complete * (1 - missing)
    if not missing:
        return float(observed)
    old = (times - 1) / missing**2
    return float(old * observed / (old + observed))


def t_quantile(df: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.975))


def each(outcomes: Sequence[Flags], answer: Callable[[Flags], Answer]) -> list[Answer]:
    return [answer(one) for one in outcomes]
