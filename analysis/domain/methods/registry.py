"""Every method by the name under which it can be asked for."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.domain.estimates import Meaningless
from analysis.domain.methods import (
    of_cox,
    of_design,
    of_performance,
    of_survival,
    of_weighting,
)
from analysis.domain.methods.answers import as_data
from analysis.domain.methods.spec import Spec
from analysis.domain.methods.table import DataTable
from analysis.domain.methods.unfit import Unfit
from analysis.domain.survival.times import NotWholeDays


@dataclass(frozen=True)
class Method:
    run: Callable[[DataTable, Spec], Any]
    what: str
    needs_table: bool = True


METHODS: Mapping[str, Method] = {
    "kaplan_meier": Method(of_survival.of_kaplan_meier, "curves read on days and at quantiles"),
    "survival_difference": Method(
        of_survival.of_survival_difference, "two curves compared on one day"
    ),
    "restricted_mean": Method(of_survival.of_restricted_mean, "mean days free within a horizon"),
    "log_rank": Method(of_survival.of_log_rank, "equal survival; stratified; weighted early"),
    "cumulative_incidence": Method(
        of_survival.of_cumulative_incidence, "incidence under a competing event"
    ),
    "gray": Method(of_survival.of_gray, "equal incidence under a competing event"),
    "fine_gray": Method(of_survival.of_fine_gray, "subdistribution hazard ratios"),
    "turnbull": Method(of_survival.of_turnbull, "curve of times between two visits"),
    "weibull": Method(of_survival.of_weibull, "model of times between two visits"),
    "nelson_aalen": Method(of_survival.of_nelson_aalen, "cumulative hazard"),
    "cox": Method(of_cox.of_cox, "hazard ratios; strata, weights, robust and clustered errors"),
    "frailty": Method(of_cox.of_frailty, "hazard ratios with a frailty shared by site"),
    "subgroups": Method(of_cox.of_subgroups, "hazard ratios by subgroup, interaction"),
    "proportional_hazards": Method(of_cox.of_proportionality, "does a hazard ratio drift"),
    "cox_prediction": Method(of_cox.of_prediction, "survival predicted for one person"),
    "logistic": Method(of_weighting.of_logistic, "logistic regression"),
    "propensity": Method(of_weighting.of_propensity, "chance of each strategy"),
    "balance": Method(of_weighting.of_balance, "standardized mean differences"),
    "weighting": Method(of_weighting.of_weighting, "weighted comparison of two strategies"),
    "e_value": Method(of_weighting.of_e_value, "what could explain a contrast away", False),
    "policy_value": Method(of_weighting.of_policy_value, "what following a rule would bring"),
    "concordance": Method(of_performance.of_concordance, "Harrell's and Uno's C"),
    "time_dependent": Method(of_performance.of_time_dependent, "area and Brier score at a horizon"),
    "roc": Method(of_performance.of_roc, "area under the curve"),
    "roc_comparison": Method(of_performance.of_roc_comparison, "two areas of the same people"),
    "diagnostics": Method(of_performance.of_diagnostics, "a score cut at a threshold"),
    "calibration": Method(of_performance.of_calibration, "do predicted risks come true"),
    "survival_calibration": Method(
        of_performance.of_survival_calibration, "the same at a horizon, under losses"
    ),
    "net_benefit": Method(of_performance.of_net_benefit, "decision curve"),
    "reclassification": Method(
        of_performance.of_reclassification, "NRI and IDI; they favor larger models wrongly"
    ),
    "clopper_pearson": Method(of_design.of_clopper_pearson, "exact limits of a share", False),
    "two_proportions": Method(of_design.of_two_proportions, "two shares compared", False),
    "boundary": Method(of_design.of_boundary, "group sequential boundary", False),
    "conditional_power": Method(of_design.of_conditional_power, "chance to succeed", False),
    "sample_size_rates": Method(of_design.of_sample_size_rates, "participants needed", False),
    "sample_size_events": Method(of_design.of_sample_size_events, "events needed", False),
    "toxicity_rule": Method(of_design.of_toxicity_rule, "bounds and behavior of a rule", False),
}


def estimate(method: str, *, table: str | None, spec: str) -> Any:
    """Run the method on a CSV text with a JSON specification; answer in plain data."""
    if method not in METHODS:
        raise Unfit(f"There is no method {method}. There are: {', '.join(METHODS)}.")
    asked = METHODS[method]
    if asked.needs_table and table is None:
        raise Unfit(f"{method} reads a table: name its file.")
    given = Spec(read_json(spec))
    rows = DataTable.of_csv(table) if table is not None else DataTable.of_csv("none\n")
    try:
        found = as_data(asked.run(rows, given))
    except (Meaningless, NotWholeDays) as error:
        raise Unfit(str(error)) from error
    given.refuse_unread()
    return found


def no_number(name: str) -> float:
    raise Unfit(f"{name} is no number of JSON; leave the key out.")


def read_json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=no_number)
    except RecursionError as error:
        raise Unfit("The specification is nested too deeply.") from error
    except json.JSONDecodeError as error:
        raise Unfit(
            f"Line {error.lineno}, column {error.colno}: not JSON ({error.msg})."
        ) from error
