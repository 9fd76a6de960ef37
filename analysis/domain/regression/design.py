"""The table of numbers a regression is fitted to."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.survival.times import Floats, numbers

INTERCEPT = "intercept"
# Rounding leaves this much of a column that is a sum of others, in units of its own spread.
NOTHING_NEW = 1e-9
# Of the information with which one participant begins, so little is left once shares are 0 or 1.
NOTHING_LEFT = 1e-11


def design_of(covariates: Mapping[str, ArrayLike], *, rows: int) -> Floats:
    """One row per participant, a column of ones before the covariates."""
    ones = np.ones((rows, 1))
    return np.hstack([ones, columns_of(covariates)]) if covariates else ones


def columns_of(covariates: Mapping[str, ArrayLike]) -> Floats:
    return np.column_stack([numbers(column, name) for name, column in covariates.items()])


def repeats_itself(x: Floats) -> bool:
    """Ask whether a column is the same for everybody, or a sum of the others."""
    scale = np.abs(x).max(axis=0, initial=0)
    if not scale.all():
        return True
    return bool(np.linalg.matrix_rank(x / scale, tol=NOTHING_NEW * len(x)) < x.shape[1])


def sizes(x: Floats) -> Floats:
    """The root mean square of each column: in this unit all are of one order of magnitude."""
    found: Floats = np.sqrt((x**2).mean(axis=0))
    return found


def is_spent(information: Floats, participants: float) -> bool:
    """Ask whether a direction is left about which the fitted shares, all 0 or 1, say nothing:
    perfect separation drives them there. The columns are in units of their sizes."""
    tolerance = NOTHING_LEFT * participants
    return bool(np.linalg.matrix_rank(information, tol=tolerance) < len(information))
