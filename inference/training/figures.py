"""What a reference release is worth on centers it has not seen, beside a simple baseline."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inference.architectures.base import Predicts
from inference.domain import discrimination
from inference.domain.package_contents import Calibration, Preprocess
from inference.training import fitting
from inference.training.baselines import Regression, majority
from inference.training.cohort import SPLIT, Cohort

Figures = dict[str, Any]


def logits(net: Predicts, data: Mapping[str, Tensor], *, scanned: bool) -> NDArray[np.float64]:
    return np.asarray(fitting.as_numbers(fitting.in_batches(net, data, scanned=scanned))[:, 0])


def pre_figures(
    net: Predicts,
    parts: Mapping[str, Cohort],
    data: Mapping[str, Mapping[str, Tensor]],
    calibration: Calibration,
    preprocess: Preprocess,
) -> tuple[Figures, Figures]:
    """Of the held-out centers, against a logistic regression on the same table."""
    held, train = parts["held_out"], parts["training"]
    regression = Regression(train.table(preprocess), train.outcome, outcomes=2)
    logs = regression.log_probabilities(held.table(preprocess))
    simple = logs[:, 1] - logs[:, 0]
    scanned, alone = (
        line.slope * logits(net, data["held_out"], scanned=with_scan) + line.intercept
        for with_scan, line in ((True, calibration.with_volume), (False, calibration.table))
    )
    against = discrimination.compared_auc(held.outcome, scanned, simple)
    figures = {
        "held_out": {"participants": len(held), "events": int(held.outcome.sum())},
        "with_scan": {"auc": against.first.as_json(), **calibrated(held.outcome, scanned)},
        "without_scan": {
            "auc": discrimination.auc(held.outcome, alone).as_json(),
            **calibrated(held.outcome, alone),
        },
        "auc_by_center": {
            str(center): discrimination.auc(
                held.outcome[held.center == center], scanned[held.center == center]
            ).as_json()
            for center in SPLIT["held_out"]
        },
        "difference_to_baseline": against.difference.as_json(),
    }
    baselines = {
        "logistic_regression_on_table": {
            "auc": against.second.as_json(),
            **calibrated(held.outcome, simple),
        }
    }
    return figures, baselines


def calibrated(outcome: NDArray[np.int64], logit: NDArray[np.float64]) -> Figures:
    probability = 1 / (1 + np.exp(-logit))
    slope, intercept = discrimination.calibration_line(outcome, logit)
    return {
        "brier": round(discrimination.brier(outcome, probability), 6),
        "calibration_slope": round(slope, 6),
        "calibration_intercept": round(intercept, 6),
        "calibration_error": round(discrimination.calibration_error(outcome, probability), 6),
    }


def strategy_figures(
    net: Predicts, parts: Mapping[str, Cohort], preprocess: Preprocess
) -> tuple[Figures, Figures]:
    """Of the held-out centers, against the commonest strategy and a multinomial regression."""
    held, train = parts["held_out"], parts["training"]
    with torch.inference_mode():
        given = torch.log_softmax(net(fitting.tables(held, preprocess)).double(), dim=1).numpy()
    regression = Regression(train.table(preprocess), train.outcome, outcomes=4)
    simple = regression.log_probabilities(held.table(preprocess))
    right, right_too = (one.argmax(axis=1) == held.outcome for one in (given, simple))
    confusion = np.zeros((4, 4), dtype=int)
    np.add.at(confusion, (given.argmax(axis=1), held.outcome), 1)
    figures = {
        "held_out": {"participants": len(held)},
        "accuracy": share(right),
        "log_loss": log_loss(given, held.outcome),
        "calibration_error": round(
            discrimination.calibration_error(right.astype(int), np.exp(given.max(axis=1))), 6
        ),
        "accuracy_by_center": {
            str(center): share(right[held.center == center]) for center in SPLIT["held_out"]
        },
        "predicted_by_given": confusion.tolist(),
        "difference_to_regression": discrimination.compared_accuracy(right, right_too).as_json(),
    }
    baselines = {
        "commonest_strategy": {"accuracy": share(held.outcome == majority(train.outcome))},
        "multinomial_regression": {
            "accuracy": share(right_too),
            "log_loss": log_loss(simple, held.outcome),
        },
    }
    return figures, baselines


def share(right: NDArray[np.bool_]) -> dict[str, float]:
    return discrimination.proportion(int(right.sum()), len(right)).as_json()


def log_loss(logs: NDArray[np.float64], outcome: NDArray[np.int64]) -> float:
    return round(float(-logs[np.arange(len(outcome)), outcome].mean()), 6)
