"""Propensities, weights and the value of a rule, by specification."""

from typing import Any

import numpy as np

from analysis.domain.estimates import NotEstimable, Ratio
from analysis.domain.methods.asked import covariates_of, happened, rows_of
from analysis.domain.methods.spec import Spec
from analysis.domain.methods.table import DataTable
from analysis.domain.methods.unfit import Unfit
from analysis.domain.regression.logistic import logistic
from analysis.domain.survival.censoring_weights import known_at
from analysis.domain.survival.cox import cox
from analysis.domain.survival.horizon_difference import difference_at
from analysis.domain.survival.robust import with_robust_errors
from analysis.domain.survival.times import Flags, Floats, SurvivalTimes
from analysis.domain.survival.weighted_curve import weighted_kaplan_meier
from analysis.domain.weighting.balance import greatest, mean_differences
from analysis.domain.weighting.e_value import e_value
from analysis.domain.weighting.outcome_model import predicted_under
from analysis.domain.weighting.policy_value import Care, policy_value
from analysis.domain.weighting.propensity import Propensity, propensity
from analysis.domain.weighting.weights import Scheme, effective_size, weights_of


def of_logistic(table: DataTable, spec: Spec) -> Any:
    chosen = rows_of(table, spec)
    model = logistic(chosen.flags(spec.text("outcome")), covariates_of(chosen, spec))
    if isinstance(model, NotEstimable):
        return model
    return {
        "terms": {name: model.term(name) for name in model.names},
        "deviance": model.deviance,
    }


def chances_of(table: DataTable, spec: Spec) -> Propensity | NotEstimable:
    """`received` is a column whose values are `levels`, the reference first."""
    column, levels = spec.text("received"), [str(one) for one in spec.several("levels")]
    received = [str(one) for one in table.present(column)]
    strange = sorted(set(received) - set(levels))
    if strange:
        raise Unfit(f"levels: {column} also holds {', '.join(strange)}.")
    return propensity(received, covariates_of(table, spec), levels=levels)


def of_propensity(table: DataTable, spec: Spec) -> Any:
    found = chances_of(rows_of(table, spec), spec)
    if isinstance(found, NotEstimable):
        return found
    return {
        "coef": found.coef,
        "smallest": dict(zip(found.levels, found.shares.min(axis=0), strict=True)),
        "greatest": dict(zip(found.levels, found.shares.max(axis=0), strict=True)),
        "unlikely": found.unlikely(spec.share("unlikely", 0.05)),
    }


def of_balance(table: DataTable, spec: Spec) -> Any:
    """Standardized mean differences of two groups, unweighted: `received` is `treated` or not."""
    chosen = rows_of(table, spec)
    found = mean_differences(
        covariates_of(chosen, spec), happened(chosen, spec, "received", spec.value("treated"))
    )
    return {"differences": found, "greatest": greatest(found)}


def of_weighting(table: DataTable, spec: Spec) -> Any:
    """Two levels: weights, balance, weighted hazard ratio and curves at the day `at`."""
    chosen = rows_of(table, spec)
    chances = chances_of(chosen, spec)
    scheme, target = spec.choice("scheme", Scheme, Scheme.OVERLAP), spec.column("target")
    days = chosen.days(spec.text("time"))
    observed = happened(chosen, spec, "event", spec.value("event_is", 1))
    day, covariates = spec.day("at"), covariates_of(chosen, spec)
    if isinstance(chances, NotEstimable):
        return chances
    if len(chances.levels) != 2:
        raise Unfit("levels: this comparison is of two; name two of them under where.")
    weights = weights_of(chances, scheme, target=target)
    treated: Flags = chances.received == 1
    balance = mean_differences(covariates, treated, weights=weights)
    times = SurvivalTimes.of(days, observed, weights=weights)
    return {
        "sum": weights.sum(),
        "greatest": weights.max(),
        "effective_size": {
            level: effective_size(weights[chances.who_received(level)]) for level in chances.levels
        },
        "balance": {"differences": balance, "greatest": greatest(balance)},
        "hazard_ratio": weighted_term(times, treated),
        "curves": difference_at(
            weighted_kaplan_meier(times.where(treated)),
            weighted_kaplan_meier(times.where(~treated)),
            day=day,
        ),
    }


def weighted_term(times: SurvivalTimes, treated: Flags) -> Any:
    model = cox(times, {"treated": treated})
    if isinstance(model, NotEstimable):
        return model
    robust = with_robust_errors(model)
    return robust if isinstance(robust, NotEstimable) else robust.terms["treated"]


def of_e_value(_table: DataTable, spec: Spec) -> Any:
    ratio = Ratio(
        value=spec.positive("hazard_ratio"),
        log_se=float("nan"),
        lower=spec.positive("lower"),
        upper=spec.positive("upper"),
    )
    return e_value(ratio, rare=spec.flag("rare"))


def of_policy_value(table: DataTable, spec: Spec) -> Any:
    """`recommended` and `received` hold levels. Either `outcome` is 0 or 1 for everybody, or the
    outcome is being free of `event` at `horizon` days of `time`."""
    chosen = rows_of(table, spec)
    chances = chances_of(chosen, spec)
    outcome, known = outcome_of(chosen, spec)
    recommended = [str(one) for one in chosen.present(spec.text("recommended"))]
    covariates, interacting = covariates_of(chosen, spec), spec.texts("interacting", [])
    confidence = spec.share("confidence", 0.95)
    if not covariates.keys() >= set(interacting):
        raise Unfit(f"interacting: each must be one of the covariates {', '.join(covariates)}.")
    if isinstance(chances, NotEstimable):
        return chances
    predicted = predicted_under(
        outcome,
        chances.received,
        covariates,
        levels=chances.levels,
        interacting=interacting,
        weights=known,
    )
    if isinstance(predicted, NotEstimable):
        return predicted
    care = Care(
        outcome=outcome,
        recommended=np.array([chances.levels.index(one) for one in recommended], dtype=np.intp),
        propensity=chances,
        predicted=predicted,
        known=known,
    )
    return policy_value(care, confidence=confidence)


def outcome_of(table: DataTable, spec: Spec) -> tuple[Floats, Floats | None]:
    if "outcome" in spec:
        return table.flags(spec.text("outcome")).astype(np.float64), None
    horizon = spec.day("horizon")
    times = SurvivalTimes.of(
        table.days(spec.text("time")),
        happened(table, spec, "event", spec.value("event_is", 1)),
    )
    groups = [str(one) for one in table.present(spec.text("received"))]
    free: Floats = (times.days > horizon).astype(np.float64)
    return free, known_at(times, horizon=horizon, groups=groups)
