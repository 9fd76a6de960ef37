"""What foretold outcomes are worth among those who received that strategy, beside two baselines."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from inference.architectures.base import Predicts
from inference.domain import discrimination
from inference.domain.package_contents import Preprocess
from inference.training import fitting
from inference.training.baselines import Regression
from inference.training.cohort import Cohort, Floats

Figures = dict[str, Any]


def event_free(
    net: Predicts, parts: Mapping[str, Cohort], preprocess: Preprocess, months: Sequence[int]
) -> tuple[Figures, Figures]:
    """By month, of the held-out centers: against the share of each strategy's patients, and
    against a logistic regression on the same facts and the strategy."""
    held, train = parts["held_out"], parts["training"]
    given = foretold(net, held, preprocess, len(months))
    found: Figures = {}
    baselines: Figures = {}
    for place, month in enumerate(months):
        free = free_by(held, place)
        regression = regressed(train, held, preprocess, place)
        shares = share_of_each(train, place)[held.outcome]
        against = discrimination.compared_auc(free, given[:, place], regression)
        found[str(month)] = {
            "free": int(free.sum()),
            "auc": against.first.as_json(),
            "difference_to_regression": against.difference.as_json(),
            **judged(free, given[:, place]),
        }
        baselines[str(month)] = {
            "share_of_the_strategy": {
                "auc": discrimination.auc(free, shares).as_json(),
                **judged(free, shares),
            },
            "logistic_regression": {"auc": against.second.as_json(), **judged(free, regression)},
        }
    return found, baselines


def foretold(net: Predicts, cohort: Cohort, preprocess: Preprocess, months: int) -> Floats:
    """(patients, months), had they received what they did receive."""
    with torch.inference_mode():
        logits = fitting.as_numbers(net(fitting.tables(cohort, preprocess)))
    steps = 1 / (1 + np.exp(-logits.reshape(len(cohort), months, -1)))
    received = steps[np.arange(len(cohort)), :, cohort.outcome]
    return np.asarray(np.cumprod(received, axis=1))


def free_by(cohort: Cohort, place: int) -> NDArray[np.int64]:
    assert cohort.free is not None
    return cohort.free[:, place].astype(np.int64)


def share_of_each(cohort: Cohort, place: int) -> Floats:
    free = free_by(cohort, place)
    return np.array([free[cohort.outcome == one].mean() for one in range(cohort.outcome.max() + 1)])


def regressed(train: Cohort, held: Cohort, preprocess: Preprocess, place: int) -> Floats:
    designs = [
        np.column_stack([one.table(preprocess), np.eye(train.outcome.max() + 1)[one.outcome]])
        for one in (train, held)
    ]
    fitted = Regression(designs[0], free_by(train, place), outcomes=2)
    return np.exp(fitted.log_probabilities(designs[1])[:, 1])


def judged(free: NDArray[np.int64], probability: Floats) -> Figures:
    return {
        "brier": round(discrimination.brier(free, probability), 6),
        "calibration_error": round(discrimination.calibration_error(free, probability), 6),
    }
