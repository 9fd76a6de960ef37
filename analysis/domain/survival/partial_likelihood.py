"""The partial likelihood of Cox, its slope and its curvature, within strata.

Rows are sorted by day once; after that every risk set is "this row and all after it", so its sums
are running sums over the event days. The curvature needs no sum of p x p matrices per event:
exchanging the order of summation leaves three matrix products, which keeps a step near n p^2
multiplications.

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

from analysis.domain.survival.times import Days, Flags, Floats, SurvivalTimes

Indices = NDArray[np.intp]


class Ties(StrEnum):
    EFRON = "efron"
    BRESLOW = "breslow"
    EXACT = "exact"


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
    """Rows by day; `rows` says where each stood in the data. `died` are the rows with the event.
    Each event day is a cell: `opens` is the first row at risk in it, `first` the first of its
    events, `cell` the cell of each event, and `share` each event's k/d in its cell."""

    rows: Indices
    days: Days
    x: Floats
    weight: Floats
    died: Indices
    cell: Indices
    first: Indices
    opens: Indices
    share: Floats
    mean_weight: Floats


def strata_of(times: SurvivalTimes, x: Floats, strata: ArrayLike | None) -> list[Stratum]:
    parts = (chosen & times.counted for chosen in split(len(times), strata))
    return [
        stratum(times.where(chosen), x[chosen], np.flatnonzero(chosen))
        for chosen in parts
        if times.observed[chosen].any()
    ]


def split(rows: int, strata: ArrayLike | None) -> Iterator[Flags]:
    if strata is None:
        yield np.ones(rows, dtype=np.bool_)
        return
    given = np.asarray(strata)
    for name in np.unique(given):
        yield given == name


def stratum(times: SurvivalTimes, x: Floats, rows: Indices) -> Stratum:
    order = np.argsort(times.days, kind="stable")
    days, weight = times.days[order], times.weight[order]
    died = np.flatnonzero(times.observed[order])
    event_days, first, cell, together = np.unique(
        days[died], return_index=True, return_inverse=True, return_counts=True
    )
    return Stratum(
        rows=rows[order],
        days=days,
        x=x[order],
        weight=weight,
        died=died,
        cell=cell,
        first=first,
        opens=np.searchsorted(days, event_days, side="left"),
        share=(np.arange(len(died)) - first[cell]) / together[cell],
        mean_weight=(np.bincount(cell, weight[died]) / together)[cell],
    )


def derivatives(strata: Sequence[Stratum], coef: Floats, ties: Ties) -> Derivatives:
    first, *others = (stratum_derivatives(part, coef, ties) for part in strata)
    return sum(others, start=first)


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparisons:
    """One comparison per event: its own row against those at risk. By comparison: `total`, the
    hazard at risk in it, and `rate`, its weight per hazard. By event day: sums over those at risk
    and over those leaving, and the rates, `whole` and as far as they had left, `partly`."""

    log_hazard: Floats
    hazard: Floats
    weighted: Floats
    share: Floats
    total: Floats
    rate: Floats
    whole: Floats
    partly: Floats
    at_risk_x: Floats
    leaving_x: Floats

    def means(self, cell: Indices) -> Floats:
        """Average each covariate over those at risk, by comparison."""
        left = self.at_risk_x[cell] - self.share[:, None] * self.leaving_x[cell]
        found: Floats = left / self.total[:, None]
        return found


def comparisons(part: Stratum, coef: Floats, ties: Ties) -> Comparisons:
    cell = part.cell
    log_hazard = part.x @ coef
    log_hazard -= log_hazard.max()
    hazard = part.weight * np.exp(log_hazard)
    weighted = hazard[:, None] * part.x
    share = part.share if ties is Ties.EFRON else np.zeros(len(cell))
    total = those_at_risk(part, hazard)[cell] - share * events_of(part, hazard)[cell]
    rate = part.mean_weight / total
    return Comparisons(
        log_hazard=log_hazard,
        hazard=hazard,
        weighted=weighted,
        share=share,
        total=total,
        rate=rate,
        whole=np.bincount(cell, rate).astype(np.float64),
        partly=np.bincount(cell, rate * share).astype(np.float64),
        at_risk_x=those_at_risk(part, weighted),
        leaving_x=events_of(part, weighted),
    )


def stratum_derivatives(part: Stratum, coef: Floats, ties: Ties) -> Derivatives:
    found = comparisons(part, coef, ties)
    own = part.weight[part.died]
    return Derivatives(
        log_likelihood=float(
            own @ found.log_hazard[part.died] - part.mean_weight @ np.log(found.total)
        ),
        score=own @ part.x[part.died]
        - found.whole @ found.at_risk_x
        + found.partly @ found.leaving_x,
        information=(found.weighted * exposure(part, found)[:, None]).T @ part.x
        - squared_means(
            part.cell, found.rate / found.total, found.share, found.at_risk_x, found.leaving_x
        ),
    )


def exposure(part: Stratum, found: Comparisons) -> Floats:
    """Say how much each row counts as "at risk" over all comparisons it took part in."""
    sums = accumulated(part, found.whole)
    sums[part.died] -= found.partly[part.cell]
    return sums


def accumulated(part: Stratum, by_day: Floats) -> Floats:
    """Add up what each event day brings, for each row through its own day."""
    brought = np.zeros((len(part.x), *by_day.shape[1:]))
    brought[part.opens] = by_day
    sums: Floats = np.cumsum(brought, axis=0)
    return sums


def squared_means(
    cell: Indices, rate: Floats, share: Floats, at_risk_x: Floats, leaving_x: Floats
) -> Floats:
    """Sum the outer products of (at risk - share x leaving) over all comparisons."""
    mixed = (np.bincount(cell, rate * share)[:, None] * at_risk_x).T @ leaving_x
    squares: Floats = (
        (np.bincount(cell, rate)[:, None] * at_risk_x).T @ at_risk_x
        + (np.bincount(cell, rate * share**2)[:, None] * leaving_x).T @ leaving_x
        - mixed
        - mixed.T
    )
    return squares


def events_of(part: Stratum, values: Floats) -> Floats:
    return np.add.reduceat(values[part.died], part.first, axis=0)


def those_at_risk(part: Stratum, values: Floats) -> Floats:
    """Sum over everybody still followed on each event day, by running sums from the last day."""
    between = np.add.reduceat(values, part.opens, axis=0)
    return np.cumsum(between[::-1], axis=0)[::-1]
