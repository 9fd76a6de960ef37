import json
import re
from pathlib import Path

import pytest

from analysis.domain.methods.registry import METHODS, estimate
from analysis.domain.methods.unfit import Unfit
from tests.unit.analysis.domain.methods.cases import CASES

TABLE = "days,event,arm\n10,1,A\n20,0,A\n15,1,B\n30,0,B\n"
CURVE = {"time": "days", "event": "event"}
METHODS_PAGE = Path(__file__).parents[5] / "docs" / "methods.md"


def ask(method, spec, table=TABLE):
    return estimate(method, table=table, spec=json.dumps(spec))


def refuses(message):
    return pytest.raises(Unfit, match=re.escape(message))


def test_every_method_is_held_to_a_record():
    assert {case.method for cases in CASES.values() for case in cases} == METHODS.keys()


def test_every_method_stands_on_the_page_that_lists_them():
    listed = re.findall(r"^\| `(\w+)`", METHODS_PAGE.read_text(), flags=re.M)

    assert listed == list(METHODS)


def test_an_answer_without_a_number_is_an_answer():
    found = ask("kaplan_meier", {**CURVE, "group": "arm", "at": [25]})

    assert found["A"]["at"][0]["not_estimable"] == "not_reached"
    assert found["B"]["at"][0]["surv"] == 0.5


def test_an_unknown_method_is_refused_with_those_there_are():
    with refuses("There is no method km. There are: kaplan_meier,"):
        ask("km", {})


def test_a_misspelt_key_is_refused():
    with refuses("confidance: nothing reads this key."):
        ask("kaplan_meier", {**CURVE, "confidance": 0.9})


def test_a_method_on_people_needs_their_table():
    with refuses("kaplan_meier reads a table: name its file."):
        ask("kaplan_meier", CURVE, table=None)


def test_what_is_no_json_is_named_by_line():
    with refuses("Line 2, column 1: not JSON"):
        estimate("cox", table=TABLE, spec='{"a":\n')


def test_rows_are_chosen_by_where_missing_and_landmark():
    blank = TABLE + "99,,A\n"

    def participants(**more):
        return ask("kaplan_meier", {**CURVE, **more}, table=blank)["all"]["participants"]

    with refuses("Line 6, column event: '' is blank"):
        participants()
    assert participants(missing="leave_out") == 4
    assert participants(where={"arm": "B"}) == 2
    assert participants(missing="leave_out", landmark=15) == 2


def test_a_covariate_is_a_column_or_a_value_of_one():
    with refuses("covariates: expected a column"):
        ask("cox", {**CURVE, "covariates": {"arm": {"column": "arm"}}})


def test_a_strategy_that_is_no_level_is_refused():
    spec = {"received": "arm", "levels": ["A"], "covariates": []}

    with refuses("levels: arm also holds B."):
        ask("propensity", spec)


def test_more_yes_than_there_are_is_refused():
    with refuses("yes: 5 is not between 0 and 3."):
        ask("clopper_pearson", {"yes": 5, "of": 3}, table=None)


def test_an_unknown_boundary_is_refused():
    with refuses("type: 'haybittle' is not one of spending_obrien_fleming,"):
        ask("boundary", {"type": "haybittle", "information": [1], "alpha": 0.025}, table=None)


@pytest.mark.parametrize(
    ("method", "spec"),
    [
        ("cox", {**CURVE, "covariates": []}),
        ("boundary", {"type": "pocock", "information": [0.5, 0.5], "alpha": 0.025}),
        ("conditional_power", {"z": 1, "information": 1, "critical": 2}),
        ("sample_size_rates", {"first": 0.5, "second": 0.5, "alpha": 0.025, "power": 0.8}),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(method, spec):
    with pytest.raises(Unfit, match=r"\w.*\."):
        ask(method, spec)


COX = {**CURVE, "covariates": ["days"]}


@pytest.mark.parametrize(
    ("method", "spec", "message"),
    [
        ("cox", {**COX, "where": ["arm"]}, "where: expected an object"),
        ("cox", {**COX, "where": {"arm": {}}}, "where.arm: expected texts or numbers"),
        ("cox", {**COX, "missing": "leaveout"}, "missing: 'leaveout' is not one of refuse,"),
        ("cox", {**COX, "landmark": -5}, "landmark: expected a whole number from 0"),
        ("cox", {**COX, "covariates": [[1]]}, "covariates: expected a list of texts"),
        ("cox", {**COX, "strata": ["arm"]}, "strata: expected a text"),
        ("cox", {**COX, "confidence": 95}, "confidence: expected a number between 0 and 1"),
        ("log_rank", {**CURVE, "group": "arm", "levels": 2}, "levels: expected a list of values"),
        ("kaplan_meier", {**CURVE, "at": [-1]}, "at: expected a day, 0 or later, found -1.0."),
        (
            "policy_value",
            {
                "received": "arm",
                "levels": ["A", "B"],
                "covariates": [],
                "outcome": "event",
                "recommended": "arm",
                "interacting": ["age"],
            },
            "interacting: each must be one of the covariates",
        ),
        ("e_value", {"hazard_ratio": 0, "lower": 0.5, "upper": 1}, "hazard_ratio: expected a num"),
        ("boundary", {"type": "pocock", "information": [0], "alpha": 0.025}, "information: expec"),
        ("time_dependent", {**CURVE, "risks": [], "horizon": 5}, "risks: expected at least one"),
    ],
)
def test_a_value_that_does_not_fit_its_key_is_named(method, spec, message):
    with refuses(message):
        ask(method, spec)


def test_what_json_calls_no_number_is_refused():
    with refuses("NaN is no number of JSON"):
        estimate("kaplan_meier", table=TABLE, spec='{"at": [NaN]}')


def test_a_rule_under_losses_and_four_strategies_is_valued():
    rows = ["days,event,received,rule,age"]
    for row in range(160):
        strategy, rule = "abcd"[row % 4], "abcd"[row // 4 % 4]
        rows.append(
            f"{100 + 53 * row % 900},{int(row % 3 > 0)},{strategy},{rule},{40 + 7 * row % 40}"
        )

    found = ask(
        "policy_value",
        {
            **CURVE,
            "received": "received",
            "recommended": "rule",
            "levels": ["a", "b", "c", "d"],
            "covariates": ["age"],
            "horizon": 500,
        },
        table="\n".join(rows),
    )

    assert 0 < found["value"]["value"] < 1
    assert list(found["treat_all"]) == ["a", "b", "c", "d"]


PEOPLE = (
    "days,event,arm,risk,y,lower,upper\n"
    "10,1,A,0.2,1,1,2\n20,2,A,0.4,0,2,\n15,1,B,0.6,1,3,4\n30,0,B,0.3,0,4,5\n"
)
ON_NOBODY = {
    "kaplan_meier": {**CURVE},
    "cumulative_incidence": {**CURVE, "competing_is": 2, "at": [5]},
    "nelson_aalen": {**CURVE, "at": [5]},
    "cox": {**CURVE, "covariates": ["risk"]},
    "fine_gray": {**CURVE, "competing_is": 2, "covariates": ["risk"]},
    "frailty": {**CURVE, "covariates": ["risk"], "groups": "arm"},
    "proportional_hazards": {**CURVE, "covariates": ["risk"]},
    "cox_prediction": {**CURVE, "covariates": ["risk"], "values": {"risk": 1}, "at": [5]},
    "turnbull": {"lower": "lower", "upper": "upper"},
    "weibull": {"lower": "lower", "upper": "upper", "covariates": []},
    "logistic": {"outcome": "y", "covariates": ["risk"]},
    "propensity": {"received": "arm", "levels": ["A", "B"], "covariates": ["risk"]},
    "weighting": {
        **CURVE,
        "received": "arm",
        "levels": ["A", "B"],
        "covariates": ["risk"],
        "at": 5,
    },
    "policy_value": {
        "received": "arm",
        "recommended": "arm",
        "levels": ["A", "B"],
        "covariates": ["risk"],
        "outcome": "y",
    },
    "concordance": {**CURVE, "score": "risk"},
    "time_dependent": {**CURVE, "risks": ["risk"], "horizon": 5},
    "roc": {"outcome": "y", "scores": ["risk"]},
    "calibration": {"outcome": "y", "risk": "risk"},
    "net_benefit": {"outcome": "y", "risk": "risk", "thresholds": [0.5]},
    "reclassification": {"outcome": "y", "old": "risk", "new": "risk"},
    "diagnostics": {"outcome": "y", "score": "risk", "threshold": 0.5},
}


@pytest.mark.parametrize("method", ON_NOBODY)
def test_nobody_is_an_answer_with_its_reason(method):
    """Every row is left out; no library is asked about an empty table."""
    found = ask(method, {**ON_NOBODY[method], "where": {"arm": "C"}}, table=PEOPLE)

    assert "not_estimable" in json.dumps(found)


def test_before_the_first_row_left_the_error_is_none():
    found = ask("cumulative_incidence", {**CURVE, "competing_is": 2, "at": [5, 99]}, table=PEOPLE)

    early, late = found["all"]["jackknife_se"]
    assert early == 0
    assert late["not_estimable"] == "not_reached"


def test_a_weighted_comparison_is_of_two():
    spec = {
        **ON_NOBODY["weighting"],
        "received": "level",
        "levels": ["a", "b", "c"],
        "covariates": [],
    }
    table = "days,event,level\n10,1,a\n20,0,a\n15,1,b\n30,0,b\n9,1,c\n8,0,c\n"

    with refuses("levels: this comparison is of two"):
        ask("weighting", spec, table=table)


SCORED = "days,event,r5,r9\n" + "\n".join(
    f"{day},{event},{early},{late}"
    for day, event, early, late in [
        (2, 1, 0.8, 0.9),
        (4, 1, 0.6, 0.8),
        (7, 1, 0.4, 0.7),
        (8, 0, 0.2, 0.4),
        (12, 1, 0.1, 0.3),
        (13, 0, 0.1, 0.2),
    ]
)


def test_a_brier_score_stands_beside_that_of_the_incidence():
    spec = {**CURVE, "risks": ["r5"], "horizon": 5, "by_day": {"5": "r5", "9": "r9"}}

    found = ask("time_dependent", spec, table=SCORED)
    later = ask("time_dependent", {**spec, "risks": ["r9"], "horizon": 9}, table=SCORED)

    brier, null = found["brier"]["r5"]["value"], found["null_brier"]["value"]
    assert null == pytest.approx(2 / 6 * 4 / 6)
    assert found["scaled_brier"]["r5"] == pytest.approx(1 - brier / null)
    assert found["integrated_brier"] == pytest.approx((brier + later["brier"]["r9"]["value"]) / 2)


def test_days_of_an_integrated_score_are_days_with_columns():
    with refuses("by_day: expected days with columns"):
        ask(
            "time_dependent",
            {**CURVE, "risks": ["r5"], "horizon": 5, "by_day": {"x": "r5"}},
            SCORED,
        )


def test_a_score_of_days_nobody_reaches_says_so():
    spec = {**CURVE, "risks": ["r5"], "horizon": 99, "by_day": {"99": "r5"}}

    found = ask("time_dependent", spec, table=SCORED)

    assert found["scaled_brier"]["r5"]["not_estimable"] == "not_reached"


def test_calibration_shows_its_groups():
    spec = {**CURVE, "linear_predictor": "r9", "risk": "r5", "horizon": 5, "groups": 2}
    table = SCORED + "\n3,1,0.7,0.6\n6,1,0.5,0.5"

    groups = ask("survival_calibration", spec, table=table)["groups"]

    assert [one["participants"] for one in groups] == [4, 4]
