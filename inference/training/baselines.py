"""What a predictor must beat to be worth its weights."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from inference.training.cohort import Floats

RIDGE = 1e-3


class Regression:
    """Multinomial logistic regression; of two outcomes, the ordinary one."""

    def __init__(self, table: Floats, outcome: NDArray[np.int64], *, outcomes: int) -> None:
        self.shape = (table.shape[1] + 1, outcomes)
        design, hit = with_one(table), np.eye(outcomes)[outcome]

        def loss(flat: Floats) -> tuple[float, Floats]:
            weights = flat.reshape(self.shape)
            logs = log_softmax(design @ weights)
            slope = design.T @ (np.exp(logs) - hit) / len(design) + 2 * RIDGE * weights
            return float(-(logs * hit).sum() / len(design) + RIDGE * (flat**2).sum()), slope.ravel()

        start = np.zeros(self.shape[0] * self.shape[1])
        self.weights = minimize(loss, start, jac=True, method="L-BFGS-B").x.reshape(self.shape)

    def log_probabilities(self, table: Floats) -> Floats:
        return log_softmax(with_one(table) @ self.weights)


def with_one(table: Floats) -> Floats:
    return np.column_stack([table, np.ones(len(table))])


def log_softmax(logits: Floats) -> Floats:
    top = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(top - np.log(np.exp(top).sum(axis=1, keepdims=True)))


def majority(outcome: NDArray[np.int64]) -> int:
    return int(np.bincount(outcome).argmax())
