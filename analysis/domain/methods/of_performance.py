"""How good predictions are, by specification."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.domain.discrimination import harrell_c, uno_c
from analysis.domain.estimates import NotEstimable
from analysis.domain.methods.answers import parts_of
from analysis.domain.methods.asked import happened, rows_of, times_of
from analysis.domain.methods.spec import Spec
from analysis.domain.methods.table import DataTable
from analysis.domain.methods.unfit import Unfit
from analysis.domain.performance.calibration import calibration, risk_groups, survival_calibration
from analysis.domain.performance.diagnostics import diagnostics
from analysis.domain.performance.known_states import KnownStates, known_states
from analysis.domain.performance.net_benefit import net_benefits, survival_net_benefits
from analysis.domain.performance.reclassification import reclassification
from analysis.domain.performance.roc import compared_areas, roc_area
from analysis.domain.performance.time_dependent import (
    Controls,
    Score,
    area_at,
    brier_at,
    difference,
    integrated,
    scaled_brier,
)
from analysis.domain.survival.cumulative_incidence import cumulative_incidence
from analysis.domain.survival.times import Flags, Floats, SurvivalTimes


def of_concordance(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    times, score = times_of(chosen, spec), chosen.numbers(spec.text("score"))
    horizon = spec.day("horizon") if "horizon" in spec else None
    return {
        "harrell": harrell_c(times, score),
        "uno": uno_c(times, score),
        "uno_to_horizon": None if horizon is None else uno_c(times, score, horizon=horizon),
    }


def of_time_dependent(table: DataTable, spec: Spec) -> Any:
    """`risks` are columns of predicted risks at `horizon`; differences are from the first.
    `by_day` names one model's column for each of several days: its Brier score is integrated."""
    chosen = rows_of(table, spec)
    times, horizon = times_of(chosen, spec), spec.day("horizon")
    other = np.zeros(len(chosen), np.bool_)
    if "competing_is" in spec:
        other = happened(chosen, spec, "event", spec.value("competing_is"))
    states = known_states(times, horizon=horizon, competing=other)
    controls = spec.choice("controls", Controls, Controls.EVENT_FREE)
    risks = {name: chosen.numbers(name) for name in spec.some_texts("risks")}
    areas = {name: area_at(states, risk, controls=controls) for name, risk in risks.items()}
    briers = {name: brier_at(states, risk) for name, risk in risks.items()}
    null = null_brier(times, other, states)
    return {
        "area": {name: estimate_of(area) for name, area in areas.items()},
        "difference": differences(areas),
        "brier": {name: estimate_of(brier) for name, brier in briers.items()},
        "null_brier": estimate_of(null),
        "scaled_brier": {name: scaled(brier, null) for name, brier in briers.items()},
        "integrated_brier": integrated_brier(times, other, risks_by_day(chosen, spec)),
    }


def estimate_of(score: Score | NotEstimable) -> Any:
    return score if isinstance(score, NotEstimable) else score.estimate


def differences(areas: dict[str, Score | NotEstimable]) -> dict[str, Any]:
    first, *others = areas
    start = areas[first]
    found: dict[str, Any] = {}
    for name in others:
        area = areas[name]
        unknown = next((one for one in (start, area) if isinstance(one, NotEstimable)), None)
        found[name] = unknown or difference(as_score(area), as_score(start))
    return found


def as_score(score: Score | NotEstimable) -> Score:
    assert isinstance(score, Score)
    return score


def null_brier(times: SurvivalTimes, other: Flags, states: KnownStates) -> Score | NotEstimable:
    """Of telling everybody the share with the event."""
    curve = cumulative_incidence(times, other)
    at = curve if isinstance(curve, NotEstimable) else curve.at(states.horizon)
    if isinstance(at, NotEstimable):
        return at
    return brier_at(states, np.full(len(states), at.incidence))


def scaled(brier: Score | NotEstimable, null: Score | NotEstimable) -> float | NotEstimable:
    if isinstance(brier, NotEstimable):
        return brier
    return null if isinstance(null, NotEstimable) else scaled_brier(brier, null)


def integrated_brier(
    times: SurvivalTimes, other: Flags, by_day: Mapping[float, Floats]
) -> float | NotEstimable | None:
    found: dict[float, Score] = {}
    for day, risk in by_day.items():
        brier = brier_at(known_states(times, horizon=day, competing=other), risk)
        if isinstance(brier, NotEstimable):
            return brier
        found[day] = brier
    return integrated(found) if found else None


def risks_by_day(table: DataTable, spec: Spec) -> dict[float, Floats]:
    given = spec.pairs("by_day")
    if not all(day.isdecimal() for day in given):
        raise Unfit(f'{spec.path("by_day")}: expected days with columns, as {{"365": "risk365"}}.')
    return {float(day): table.numbers(column) for day, column in given.items()}


def of_roc(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    outcome = chosen.flags(spec.text("outcome"))
    return {name: roc_area(outcome, chosen.numbers(name)) for name in spec.texts("scores")}


def of_roc_comparison(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    return compared_areas(
        chosen.flags(spec.text("outcome")),
        chosen.numbers(spec.text("first")),
        chosen.numbers(spec.text("second")),
    )


def of_diagnostics(table: DataTable, spec: Spec) -> Any:
    """Called are those whose `score` is at or above `threshold`."""
    chosen = rows_of(table, spec)
    called = chosen.numbers(spec.text("score")) >= spec.number("threshold")
    return diagnostics(chosen.flags(spec.text("outcome")), called)


def of_calibration(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    return calibration(chosen.flags(spec.text("outcome")), chosen.numbers(spec.text("risk")))


def of_survival_calibration(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    times, horizon = times_of(chosen, spec), spec.day("horizon")
    risk, groups = chosen.numbers(spec.text("risk")), spec.whole("groups", 5, most=100)
    found = survival_calibration(
        times,
        linear_predictor=chosen.numbers(spec.text("linear_predictor")),
        risk=risk,
        horizon=horizon,
    )
    if isinstance(found, NotEstimable):
        return found
    by_risk = risk_groups(times, risk, horizon=horizon, groups=groups)
    return {**parts_of(found), "groups": by_risk}


def of_net_benefit(table: DataTable, spec: Spec) -> Any:
    """With `outcome`, or with `time`, `event` and `horizon` where some were lost."""
    chosen = rows_of(table, spec)
    risk, thresholds = chosen.numbers(spec.text("risk")), spec.shares("thresholds")
    if "outcome" in spec:
        return net_benefits(chosen.flags(spec.text("outcome")), risk, thresholds=thresholds)
    return survival_net_benefits(
        times_of(chosen, spec), risk, horizon=spec.day("horizon"), thresholds=thresholds
    )


def of_reclassification(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    return reclassification(
        chosen.flags(spec.text("outcome")),
        chosen.numbers(spec.text("old")),
        chosen.numbers(spec.text("new")),
    )
