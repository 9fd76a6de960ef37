"""Curves, their comparison, and cumulative incidence, by specification."""

from typing import Any

import numpy as np

from analysis.domain.estimates import NotEstimable
from analysis.domain.methods.asked import (
    covariates_of,
    groups_of,
    happened,
    rows_of,
    some_covariates,
    times_of,
    two_groups,
)
from analysis.domain.methods.spec import Spec
from analysis.domain.methods.table import DataTable
from analysis.domain.survival.cumulative_incidence import Incidence, cumulative_incidence
from analysis.domain.survival.fine_gray import Version, fine_gray
from analysis.domain.survival.gray import gray_test
from analysis.domain.survival.horizon_difference import difference_at
from analysis.domain.survival.incidence_jackknife import errors_of
from analysis.domain.survival.kaplan_meier import Band, Curve, kaplan_meier
from analysis.domain.survival.log_rank import stratified_log_rank
from analysis.domain.survival.nelson_aalen import nelson_aalen
from analysis.domain.survival.restricted_mean import restricted_mean_contrast
from analysis.domain.survival.times import Floats
from analysis.domain.survival.turnbull import IntervalTimes, turnbull
from analysis.domain.survival.weibull import weibull
from analysis.domain.survival.weighted_curve import weighted_kaplan_meier


def curve_of(table: DataTable, spec: Spec) -> Curve | NotEstimable:
    times = times_of(table, spec)
    times = times.reversed() if spec.flag("reverse") else times
    draw = kaplan_meier if times.weights is None else weighted_kaplan_meier
    return draw(
        times,
        band=spec.choice("band", Band, Band.LOG_LOG),
        confidence=spec.share("confidence", 0.95),
    )


def of_kaplan_meier(table: DataTable, spec: Spec) -> Any:
    days, shares = spec.days("at", []), spec.shares("quantiles", [])

    def read(rows: DataTable) -> Any:
        curve = curve_of(rows, spec)
        if isinstance(curve, NotEstimable):
            return curve
        return {
            "participants": curve.participants,
            "events": curve.events.sum(),
            "at": [curve.at(day) for day in days],
            "at_risk": [curve.at_risk_on(day) for day in days],
            "quantiles": [curve.quantile(share) for share in shares],
        }

    chosen = rows_of(table, spec)
    return {name: read(rows) for name, rows in groups_of(chosen, spec).items()}


def of_survival_difference(table: DataTable, spec: Spec) -> Any:
    treated, reference = two_groups(rows_of(table, spec), spec)
    return difference_at(curve_of(treated, spec), curve_of(reference, spec), day=spec.day("day"))


def of_restricted_mean(table: DataTable, spec: Spec) -> Any:
    treated, reference = two_groups(rows_of(table, spec), spec)
    return restricted_mean_contrast(
        curve_of(treated, spec), curve_of(reference, spec), horizon=spec.day("horizon")
    )


def of_log_rank(table: DataTable, spec: Spec) -> Any:
    """`strata` is a column; `rho` 1 is the Peto-Peto test."""
    chosen, column = rows_of(table, spec), spec.column("strata")
    strata = [chosen]
    if column is not None:
        values = chosen.present(column)
        strata = [chosen.where(values == value) for value in sorted(set(values))]
    levels = list(groups_of(chosen, spec))
    return stratified_log_rank(
        [
            {
                level: times_of(part.where(part.matches(spec.text("group"), level)), spec)
                for level in levels
            }
            for part in strata
        ],
        rho=spec.number("rho", 0),
    )


def of_cumulative_incidence(table: DataTable, spec: Spec) -> Any:
    """The column `event` is `event_is` for the event itself, `competing_is` for the other."""
    days = spec.days("at")

    def read(rows: DataTable) -> Any:
        times = times_of(rows, spec)
        other = happened(rows, spec, "event", spec.value("competing_is"))
        curve = cumulative_incidence(times, other, confidence=spec.share("confidence", 0.95))
        if isinstance(curve, NotEstimable):
            return curve
        errors = errors_of(curve, times, other)
        return {
            "at": [curve.at(day) for day in days],
            "jackknife_se": [error_on(curve, errors, day) for day in days],
        }

    chosen = rows_of(table, spec)
    return {name: read(rows) for name, rows in groups_of(chosen, spec).items()}


def error_on(curve: Incidence, errors: Floats, day: float) -> float | NotEstimable:
    at = curve.at(day)
    if isinstance(at, NotEstimable):
        return at
    row = int(np.searchsorted(curve.days, day, side="right")) - 1
    return float(errors[row]) if row >= 0 else 0.0


def of_gray(table: DataTable, spec: Spec) -> Any:
    """`event` is coded as for cumulative incidence."""
    other = spec.value("competing_is")
    return gray_test(
        {
            name: (times_of(rows, spec), happened(rows, spec, "event", other))
            for name, rows in groups_of(rows_of(table, spec), spec).items()
        }
    )


def of_fine_gray(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    model = fine_gray(
        times_of(chosen, spec),
        happened(chosen, spec, "event", spec.value("competing_is")),
        some_covariates(chosen, spec),
        version=spec.choice("version", Version, Version.CMPRSK),
        confidence=spec.share("confidence", 0.95),
    )
    if isinstance(model, NotEstimable):
        return model
    return {
        "terms": model.terms,
        "log_likelihood": model.log_likelihood,
        "participants": model.participants,
        "events": model.events,
        "competing": model.competing,
    }


def interval_times(table: DataTable, spec: Spec) -> IntervalTimes:
    """The event lies after `lower` and by `upper`, blank where it was never found."""
    return IntervalTimes.of(table.numbers(spec.text("lower")), table.bounds(spec.text("upper")))


def of_turnbull(table: DataTable, spec: Spec) -> Any:
    days = spec.days("at", [])
    curve = turnbull(interval_times(rows_of(table, spec), spec))
    if isinstance(curve, NotEstimable):
        return curve
    return {"curve": curve, "at": [curve.at(day) for day in days]}


def of_weibull(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    return weibull(interval_times(chosen, spec), covariates_of(chosen, spec))


def of_nelson_aalen(table: DataTable, spec: Spec) -> Any:
    days = spec.days("at")

    def read(rows: DataTable) -> Any:
        found = nelson_aalen(times_of(rows, spec))
        return found if isinstance(found, NotEstimable) else {"at": [found.at(day) for day in days]}

    chosen = rows_of(table, spec)
    return {name: read(rows) for name, rows in groups_of(chosen, spec).items()}
