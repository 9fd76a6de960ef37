"""The partial likelihood of Cox, its slope and its curvature, within strata.

Rows are sorted by day once; after that every risk set is "this row and all after it", so its sums
are running sums. The curvature needs no sum of p x p matrices per event: exchanging the order of
summation leaves one weighted matrix product, which keeps a step near n p^2 multiplications.

Efron's rule lets the d who had the event on one day leave one after the other in every order: the
k-th of them (k = 0 .. d-1) is compared with the risk set less k/d of the day's events. Breslow
compares each with the whole risk set.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.domain.survival.times import Flags, Floats, SurvivalTimes

Indices = NDArray[np.intp]


class Ties(StrEnum):
    EFRON = "efron"
    BRESLOW = "breslow"


@dataclass(frozen=True, kw_only=True, eq=False)
class Derivatives:
    log_likelihood: float
    score: Floats
    information: Floats

    def __add__(self, other: Self) -> Self:
        return type(self)(
            log_likelihood=self.log_likelihood + other.log_likelihood,
            score=self.score + other.score,
            information=self.information + other.information,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Stratum:
    """Rows by day. `died` are the rows with the event, `cell` the event day of each of these,
    `opens` the first row at risk on each event day, and `share` each one's k/d in its day."""

    x: Floats
    weight: Floats
    died: Indices
    cell: Indices
    opens: Indices
    share: Floats
    mean_weight: Floats


def strata_of(times: SurvivalTimes, x: Floats, strata: ArrayLike | None) -> list[Stratum]:
    return [
        stratum(times.where(chosen), x[chosen])
        for chosen in split(len(times), strata)
        if times.observed[chosen].any()
    ]


def split(rows: int, strata: ArrayLike | None) -> Iterator[Flags]:
    if strata is None:
        yield np.ones(rows, dtype=np.bool_)
        return
    given = np.asarray(strata)
    for name in np.unique(given):
        yield given == name


def stratum(times: SurvivalTimes, x: Floats) -> Stratum:
    order = np.argsort(times.days, kind="stable")
    days, weight = times.days[order], times.weight[order]
    died = np.flatnonzero(times.observed[order])
    event_days, first, cell, together = np.unique(
        days[died], return_index=True, return_inverse=True, return_counts=True
    )
    return Stratum(
        x=x[order],
        weight=weight,
        died=died,
        cell=cell,
        opens=np.searchsorted(days, event_days, side="left"),
        share=(np.arange(len(died)) - first[cell]) / together[cell],
        mean_weight=(np.bincount(cell, weight[died]) / together)[cell],
    )


def derivatives(strata: Sequence[Stratum], coef: Floats, ties: Ties) -> Derivatives:
    first, *others = (stratum_derivatives(part, coef, ties) for part in strata)
    return sum(others, start=first)


def stratum_derivatives(part: Stratum, coef: Floats, ties: Ties) -> Derivatives:
    """One comparison per event: its own row against those at risk."""
    x, cell = part.x, part.cell
    log_hazard = x @ coef
    hazard = part.weight * np.exp(log_hazard - log_hazard.max())
    share = part.share if ties is Ties.EFRON else np.zeros(len(cell))

    at_risk = from_here_on(hazard)[part.opens][cell]
    leaving = np.bincount(cell, hazard[part.died])[cell]
    total = at_risk - share * leaving
    rate = part.mean_weight / total
    # How much each row counts as "at risk" over all comparisons it took part in.
    exposure = np.cumsum(np.bincount(part.opens[cell], rate, minlength=len(x)))
    exposure[part.died] -= np.bincount(cell, rate * share)[cell]

    weighted = hazard[:, None] * x
    leaving_x = np.zeros((len(part.opens), x.shape[1]))
    np.add.at(leaving_x, cell, weighted[part.died])
    mean = from_here_on(weighted)[part.opens][cell] - share[:, None] * leaving_x[cell]
    mean /= total[:, None]

    own = part.weight[part.died]
    return Derivatives(
        log_likelihood=float(
            own @ (log_hazard[part.died] - log_hazard.max()) - part.mean_weight @ np.log(total)
        ),
        score=own @ x[part.died] - part.mean_weight @ mean,
        information=(x * (hazard * exposure)[:, None]).T @ x
        - (mean * part.mean_weight[:, None]).T @ mean,
    )


def from_here_on(values: Floats) -> Floats:
    """Sum each row and all after it."""
    return np.cumsum(values[::-1], axis=0)[::-1]
