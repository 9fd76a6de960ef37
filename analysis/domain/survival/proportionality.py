"""Is the hazard ratio the same early and late? The score test of proportional hazards.

Grambsch and Therneau, Biometrika 1994; 81: 515, in the exact form that R's cox.zph has had since
survival 3.0: the score test of adding covariate x g(time) to the model, with the full information
matrix. (The older approximation, still in lifelines, can be off threefold.)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.cox import CoxModel
from analysis.domain.survival.partial_likelihood import Stratum, Ties, comparisons, those_at_risk
from analysis.domain.survival.robust import per_day
from analysis.domain.survival.terms import ModelTest, tested
from analysis.domain.survival.times import Days, Floats, SurvivalTimes, day_table
from trials.domain.messages import message as _


class Clock(StrEnum):
    """The scale of time on which a drift of the hazard ratio is looked for."""

    KM = "km"
    RANK = "rank"
    IDENTITY = "identity"


@dataclass(frozen=True, kw_only=True, eq=False)
class Proportionality:
    """`residuals` are scaled Schoenfeld residuals, one row per event in order of `days`: their
    drift against `clock_time` is how the coefficient drifts."""

    terms: Mapping[str, ModelTest]
    overall: ModelTest
    days: Days
    clock_time: Floats
    residuals: Floats


def proportionality(
    model: CoxModel, times: SurvivalTimes, *, clock: Clock = Clock.KM
) -> Proportionality | NotEstimable:
    """`times` are those the model was fitted to."""
    days = np.concatenate([part.days[part.died] for part in model.strata])
    clock_time = CLOCKS[clock](times, days)
    drift = clock_time - clock_time.mean()
    if not np.any(drift):
        return NotEstimable(
            Reason.NO_VARIANCE, _("All events fell on one day: nothing can drift with time.")
        )
    schoenfeld, information = summed(model, drift)
    terms = len(model.terms)
    score = np.concatenate([np.zeros(terms), drift @ schoenfeld])
    order = np.argsort(days, kind="stable")
    scaled = len(days) * schoenfeld @ model.covariance + model.coef
    return Proportionality(
        terms={
            name: score_test(score, information, [*range(terms), terms + place], df=1)
            for place, name in enumerate(model.terms)
        },
        overall=score_test(score, information, list(range(2 * terms)), df=terms),
        days=days[order],
        clock_time=clock_time[order],
        residuals=scaled[order],
    )


def score_test(score: Floats, information: Floats, chosen: list[int], *, df: int) -> ModelTest:
    part = information[np.ix_(chosen, chosen)]
    return tested(float(score[chosen] @ np.linalg.solve(part, score[chosen])), df)


def summed(model: CoxModel, drift: Floats) -> tuple[Floats, Floats]:
    """Schoenfeld residuals by event, and the information of both halves of the enlarged model."""
    residuals: list[Floats] = []
    plain = once = twice = np.zeros((len(model.terms), len(model.terms)))
    done = 0
    for part in model.strata:
        found, spreads = day_by_day(part, model.coef, model.ties)
        moved = drift[done : done + len(part.died)][part.first]
        plain = plain + spreads.sum(axis=0)
        once = once + np.tensordot(moved, spreads, axes=1)
        twice = twice + np.tensordot(moved**2, spreads, axes=1)
        residuals.append(found)
        done += len(part.died)
    return np.concatenate(residuals), np.block([[plain, once], [once, twice]])


def day_by_day(part: Stratum, coef: Floats, ties: Ties) -> tuple[Floats, Floats]:
    """Each event against the mean of those at risk; and per event day the covariance of
    those at risk, summed over its comparisons."""
    found = comparisons(part, coef, ties)
    cell, means = part.cell, found.means(part.cell)
    products = found.hazard[:, None, None] * part.x[:, :, None] * part.x[:, None, :]
    at_risk = those_at_risk(part, products)[cell]
    leaving = np.add.reduceat(products[part.died], part.first, axis=0)[cell]
    squares = (at_risk - found.share[:, None, None] * leaving) / found.total[:, None, None]
    spread = squares - means[:, :, None] * means[:, None, :]
    together = np.bincount(cell)[cell, None]
    return (
        part.weight[part.died, None] * (part.x[part.died] - per_day(part, means / together)[cell]),
        per_day(part, part.mean_weight[:, None, None] * spread),
    )


def km_clock(times: SurvivalTimes, days: Days) -> Floats:
    """The share who had the event before each day."""
    table = day_table(times)
    surv = np.cumprod(1 - table.events / table.at_risk)
    before = np.concatenate(([1.0], surv))[np.searchsorted(table.days, days, side="left")]
    return 1 - before


def rank_clock(times: SurvivalTimes, days: Days) -> Floats:
    """The place of each day among all days on which somebody left; ties share their mean."""
    each, count = np.unique(times.days, return_counts=True)
    ranks: Floats = (np.cumsum(count) - (count - 1) / 2)[np.searchsorted(each, days)]
    return ranks


def identity_clock(_times: SurvivalTimes, days: Days) -> Floats:
    return days.astype(np.float64)


CLOCKS: Mapping[Clock, Callable[[SurvivalTimes, Days], Floats]] = {
    Clock.KM: km_clock,
    Clock.RANK: rank_clock,
    Clock.IDENTITY: identity_clock,
}
