"""Proportional hazards, by specification."""

from typing import Any

import numpy as np

from analysis.domain.discrimination import harrell_c
from analysis.domain.estimates import NotEstimable
from analysis.domain.methods.asked import (
    covariates_of,
    happened,
    rows_of,
    some_covariates,
    times_of,
)
from analysis.domain.methods.spec import Spec
from analysis.domain.methods.table import DataTable
from analysis.domain.survival.cox import FEWEST_EVENTS, CoxModel, cox
from analysis.domain.survival.frailty import shared_frailty
from analysis.domain.survival.partial_likelihood import Ties
from analysis.domain.survival.prediction import predicted_curve
from analysis.domain.survival.proportionality import Clock, proportionality
from analysis.domain.survival.robust import with_robust_errors
from analysis.domain.survival.subgroups import FEWEST_EVENTS_PER_ARM, subgroups


def model_of(table: DataTable, spec: Spec) -> CoxModel | NotEstimable:
    """`strata` and `cluster` are columns; `robust` without a cluster takes each row as its own."""
    strata, cluster = spec.column("strata"), spec.column("cluster")
    robust = spec.flag("robust")
    model = cox(
        times_of(table, spec),
        some_covariates(table, spec),
        strata=None if strata is None else table.present(strata).astype(str),
        ties=spec.choice("ties", Ties, Ties.EFRON),
        confidence=spec.share("confidence", 0.95),
        fewest_events=spec.whole("fewest_events", FEWEST_EVENTS),
    )
    if isinstance(model, NotEstimable) or not (robust or cluster):
        return model
    return with_robust_errors(
        model, clusters=None if cluster is None else table.present(cluster).astype(str)
    )


def of_cox(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    model = model_of(chosen, spec)
    if isinstance(model, NotEstimable):
        return model
    covariates = covariates_of(chosen, spec)
    score = sum((x * b for x, b in zip(covariates.values(), model.coef, strict=True)), np.zeros(1))
    return {
        "terms": model.terms,
        "log_likelihood_null": model.log_likelihood_null,
        "log_likelihood": model.log_likelihood,
        "likelihood_ratio": model.likelihood_ratio,
        "wald": model.wald,
        "score": model.score,
        "concordance": harrell_c(times_of(chosen, spec), score),
        "participants": model.participants,
        "events": model.events,
        "clusters": model.clusters,
    }


def of_subgroups(table: DataTable, spec: Spec) -> Any:
    """Treated against the others within each value of each column of `by`."""
    chosen = rows_of(table, spec)
    times, treated = times_of(chosen, spec), happened(chosen, spec, "group", spec.value("treated"))
    fewest = spec.whole("fewest_events", FEWEST_EVENTS_PER_ARM)
    return {
        column: subgroups(times, treated, chosen.present(column), fewest_events=fewest)
        for column in spec.texts("by")
    }


def of_frailty(table: DataTable, spec: Spec) -> Any:
    """`groups` is the column of the sites."""
    chosen = rows_of(table, spec)
    return shared_frailty(
        times_of(chosen, spec),
        some_covariates(chosen, spec),
        chosen.present(spec.text("groups")).astype(str),
        confidence=spec.share("confidence", 0.95),
    )


def of_proportionality(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    model = model_of(chosen, spec)
    clock = spec.choice("clock", Clock, Clock.KM)
    if isinstance(model, NotEstimable):
        return model
    found = proportionality(model, times_of(chosen, spec), clock=clock)
    if isinstance(found, NotEstimable):
        return found
    return {"terms": found.terms, "overall": found.overall}


def of_prediction(table: DataTable, spec: Spec) -> Any:
    """`values` gives each covariate's value for the person the curve is predicted for."""
    chosen, values, days = rows_of(table, spec), spec.part("values"), spec.days("at")
    person = {name: values.number(name) for name in covariates_of(chosen, spec)}
    model = model_of(chosen, spec)
    if isinstance(model, NotEstimable):
        return model
    curve = predicted_curve(model, person)
    return {"at": [curve.at(day) for day in days]}
