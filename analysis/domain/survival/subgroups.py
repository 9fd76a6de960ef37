"""A hazard ratio within each level of a baseline characteristic, and whether they differ.

The test of interaction, not the levels' own p-values, says whether an effect differs. A level with
fewer than ten events in an arm has no ratio.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.cox import CoxModel, cox
from analysis.domain.survival.terms import ModelTest, Term, tested
from analysis.domain.survival.times import Flags, Floats, SurvivalTimes
from trials.domain.messages import message as _

FEWEST_EVENTS_PER_ARM = 10


@dataclass(frozen=True, kw_only=True)
class Subgroup:
    level: str
    participants: int
    events: int
    ratio: Term | NotEstimable


@dataclass(frozen=True, kw_only=True)
class Subgroups:
    """`interaction` is the Wald test that one ratio holds for all levels."""

    levels: Sequence[Subgroup]
    interaction: ModelTest | NotEstimable


def subgroups(
    times: SurvivalTimes,
    treated: Flags,
    level: ArrayLike,
    *,
    fewest_events: int = FEWEST_EVENTS_PER_ARM,
) -> Subgroups:
    given = np.asarray(level).astype(str)
    names = np.unique(given)
    return Subgroups(
        levels=[within(times, treated, given == name, str(name), fewest_events) for name in names],
        interaction=interaction(times, treated, [given == name for name in names[1:]]),
    )


def within(times: SurvivalTimes, treated: Flags, chosen: Flags, name: str, fewest: int) -> Subgroup:
    part, arm = times.where(chosen), treated[chosen]
    scarce = min(int(part.observed[side].sum()) for side in (arm, ~arm)) < fewest
    return Subgroup(
        level=name,
        participants=len(part),
        events=part.events,
        ratio=too_few(fewest) if scarce else term_of(cox(part, {"treated": arm}), "treated"),
    )


def too_few(fewest: int) -> NotEstimable:
    return NotEstimable(
        Reason.TOO_FEW_EVENTS,
        _("An arm has fewer than {fewest} events in this subgroup.", fewest=fewest),
    )


def term_of(model: CoxModel | NotEstimable, name: str) -> Term | NotEstimable:
    return model if isinstance(model, NotEstimable) else model.terms[name]


def interaction(
    times: SurvivalTimes, treated: Flags, levels: Sequence[Flags]
) -> ModelTest | NotEstimable:
    if not levels:
        return NotEstimable(Reason.ONE_GROUP, _("Everybody has the same value here."))
    columns: Mapping[str, Floats] = {
        "treated": treated.astype(np.float64),
        **{f"level {place}": one.astype(np.float64) for place, one in enumerate(levels)},
        **{f"both {place}": (one & treated).astype(np.float64) for place, one in enumerate(levels)},
    }
    model = cox(times, columns)
    if isinstance(model, NotEstimable):
        return model
    products = slice(len(columns) - len(levels), None)
    coef, covariance = model.coef[products], model.covariance[products, products]
    return tested(float(coef @ np.linalg.solve(covariance, coef)), len(coef))
