"""How good predictions are, by specification."""

from typing import Any

import numpy as np

from analysis.domain.discrimination import harrell_c, uno_c
from analysis.domain.estimates import NotEstimable
from analysis.domain.methods.asked import happened, rows_of, times_of
from analysis.domain.methods.spec import Spec
from analysis.domain.methods.table import DataTable
from analysis.domain.performance.calibration import calibration, survival_calibration
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
)
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import SurvivalTimes


def of_concordance(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    times, score = times_of(chosen, spec), chosen.numbers(spec.text("score"))
    horizon = spec.any("horizon", None)
    return {
        "harrell": harrell_c(times, score),
        "uno": uno_c(times, score),
        "uno_to_horizon": None if horizon is None else uno_c(times, score, horizon=horizon),
    }


def of_time_dependent(table: DataTable, spec: Spec) -> Any:
    """`risks` are columns of predicted risks at `horizon`; differences are from the first."""
    chosen = rows_of(table, spec)
    times, horizon = times_of(chosen, spec), spec.number("horizon")
    other = spec.any("competing_is", None)
    competing = None if other is None else happened(chosen, spec, "event", other)
    states = known_states(times, horizon=horizon, competing=competing)
    controls = spec.choice("controls", Controls, Controls.EVENT_FREE)
    risks = {name: chosen.numbers(name) for name in spec.texts("risks")}
    areas = {name: area_at(states, risk, controls=controls) for name, risk in risks.items()}
    return {
        "area": {name: estimate_of(area) for name, area in areas.items()},
        "difference": differences(areas),
        "brier": {name: estimate_of(brier_at(states, risk)) for name, risk in risks.items()},
        "null_brier": null_brier(times, states) if competing is None else None,
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


def null_brier(times: SurvivalTimes, states: KnownStates) -> Any:
    """Of telling everybody the share with the event."""
    curve = kaplan_meier(times)
    if isinstance(curve, NotEstimable):
        return curve
    at = curve.at(states.horizon)
    if isinstance(at, NotEstimable):
        return at
    return estimate_of(brier_at(states, np.full(len(states), 1 - at.surv)))


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
    return survival_calibration(
        times_of(chosen, spec),
        linear_predictor=chosen.numbers(spec.text("linear_predictor")),
        risk=chosen.numbers(spec.text("risk")),
        horizon=spec.number("horizon"),
    )


def of_net_benefit(table: DataTable, spec: Spec) -> Any:
    """With `outcome`, or with `time`, `event` and `horizon` where some were lost."""
    chosen = rows_of(table, spec)
    risk, thresholds = chosen.numbers(spec.text("risk")), spec.numbers("thresholds")
    if "outcome" in spec:
        return net_benefits(chosen.flags(spec.text("outcome")), risk, thresholds=thresholds)
    return survival_net_benefits(
        times_of(chosen, spec), risk, horizon=spec.number("horizon"), thresholds=thresholds
    )


def of_reclassification(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    return reclassification(
        chosen.flags(spec.text("outcome")),
        chosen.numbers(spec.text("old")),
        chosen.numbers(spec.text("new")),
    )
