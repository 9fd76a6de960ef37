import numpy as np
import pytest

from analysis.domain.estimates import Meaningless, Reason
from analysis.domain.survival.cox import cox, hazard_ratios
from analysis.domain.survival.exact_ties import exact_derivatives
from analysis.domain.survival.partial_likelihood import Ties, derivatives, strata_of
from analysis.domain.survival.times import SurvivalTimes

FIELDS = {
    "coef": "coef",
    "se": "se",
    "hr": "hazard_ratio",
    "lower": "lower",
    "upper": "upper",
    "p": "p",
}


def agrees(record, model, *names):
    for name in names:
        for short, field in FIELDS.items():
            record.agrees(f"{name}.{short}", getattr(model.terms[name], field))
    record.agrees("loglik0", model.log_likelihood_null)
    record.agrees("loglik", model.log_likelihood)
    record.agrees("n", model.participants)
    record.agrees("nevent", model.events)


@pytest.fixture
def covariates(two_arms):
    return {
        "trt": two_arms["rx"] == "Lev+5FU",
        "age": two_arms["age"],
        "sex": two_arms["sex"],
        "node4": two_arms["node4"],
    }


@pytest.fixture
def times(two_arms):
    return two_arms.times("rfs_time", "rfs")


@pytest.mark.parametrize("ties", Ties)
def test_adjusted_model_agrees_with_r(times, covariates, truth, ties):
    model = cox(times, covariates, ties=ties)

    agrees(truth(f"o10_cox_{ties}"), model, *covariates)


def test_tests_of_the_whole_model_agree_with_r(times, covariates, truth):
    record = truth("o11_cox_tests")

    model = cox(times, covariates)

    record.agrees("lr", model.likelihood_ratio.chi_square)
    record.agrees("score", model.score.chi_square)
    # R prints the Wald test to two decimals, and the record carries what R prints.
    record.agrees("wald", round(model.wald.chi_square, 2))
    assert model.wald.df == 4


def test_model_stratified_by_extent_agrees_with_r(times, covariates, two_arms, truth):
    chosen = {name: covariates[name] for name in ("trt", "age")}

    model = cox(times, chosen, strata=two_arms["extent"])

    agrees(truth("o14_cox_strat"), model, *chosen)


def test_model_from_a_landmark_agrees_with_r(two_arms, truth):
    late = two_arms.where(two_arms["rfs_time"] > 90)
    late["rfs_time"] = late["rfs_time"] - 90

    model = cox(late.times("rfs_time", "rfs"), {"trt": late["rx"] == "Lev+5FU"})

    agrees(truth("o23_landmark90"), model, "trt")


def test_complete_cases_agree_with_r(lung, truth):
    names = ["sex", "ph.ecog", "age", "wt.loss"]
    complete = lung.where(~np.isnan(np.column_stack([lung[name] for name in names])).any(axis=1))

    model = cox(complete.times("time", "status"), {name: complete[name] for name in names})

    agrees(truth("o25_cox_complete_case"), model, *names)


def test_model_stratified_by_many_sites_agrees_with_r(lung, truth):
    known = lung.where(~np.isnan(lung["inst"]) & ~np.isnan(lung["ph.ecog"]))
    names = ["sex", "ph.ecog"]

    model = cox(
        known.times("time", "status"),
        {name: known[name] for name in names},
        strata=known["inst"],
    )

    agrees(truth("o26_site_strata"), model, *names)


@pytest.mark.parametrize(
    ("days", "event", "published"),
    [
        pytest.param("rec_time", "rec", (0.599, 0.475, 0.756), id="recurrence"),
        pytest.param("rfs_time", "rfs", (0.623, 0.499, 0.777), id="recurrence-free-survival"),
    ],
)
def test_published_hazard_ratios_of_the_colon_trial(colon, days, event, published):
    """Moertel 1990: levamisole with fluorouracil cut recurrence by about 40 %."""
    arms = colon.groups(days, event, "rx", ["Obs", "Lev", "Lev+5FU"])

    combined = hazard_ratios(arms, reference="Obs").terms["Lev+5FU"]

    found = (combined.hazard_ratio, combined.lower, combined.upper)
    assert tuple(round(number, 3) for number in found) == published


def test_lifelines_at_a_tight_tolerance_agrees(times, covariates):
    from lifelines import CoxPHFitter
    from pandas import DataFrame

    frame = DataFrame({name: np.asarray(x, float) for name, x in covariates.items()})
    frame = frame.assign(days=times.days, observed=times.observed)

    fitter = CoxPHFitter().fit(frame, "days", "observed", fit_options={"precision": 1e-12})
    ours = cox(times, covariates)

    assert [term.coef for term in ours.terms.values()] == pytest.approx(
        fitter.params_.tolist(), rel=1e-9
    )
    assert [term.se for term in ours.terms.values()] == pytest.approx(
        fitter.standard_errors_.tolist(), rel=1e-9
    )


def test_exact_ties_count_persons_and_take_no_weights():
    weighted = SurvivalTimes.of(range(6), [True] * 6, weights=[2.0] * 6)

    with pytest.raises(Meaningless, match="no weights"):
        cox(weighted, {"x": [0, 1, 0, 1, 1, 0]}, ties=Ties.EXACT)


def test_two_of_four_on_one_day_by_hand():
    """x = 1, 1, 0, 0; of the pairs 11 (b b), 10 four times (b) and 00 (1), one 10 was seen."""
    times = SurvivalTimes.of([1, 1, 2, 2], [True, True, False, False])

    found = exact_derivatives(strata_of(times, np.array([[1.0], [0], [1], [0]]), None), np.zeros(1))

    assert found.log_likelihood == pytest.approx(-np.log(6))
    assert found.score[0] == pytest.approx(0)
    assert found.information[0, 0] == pytest.approx((4 + 4) / 6 - 1)


def test_four_participants_by_hand():
    times = SurvivalTimes.of([1, 2, 3, 4], [True, True, True, False])

    model = cox(times, {"x": [1, 0, 1, 0]}, fewest_events=1)

    # score: 1 - 2b/(2b+2) + 0 - b/(b+2) + 1 - b/(b+1) = 0 with b = exp(coef)
    b = model.terms["x"].hazard_ratio
    assert 2 - 2 * b / (2 * b + 2) - b / (b + 2) - b / (b + 1) == pytest.approx(0, abs=1e-12)


def test_the_reference_has_no_term(arms):
    model = hazard_ratios(arms, reference="Lev")

    assert list(model.terms) == ["Obs", "Lev+5FU"]


def test_exchanging_the_reference_turns_the_ratio_over(arms):
    there = hazard_ratios(arms, reference="Obs").terms["Lev"].hazard_ratio
    back = hazard_ratios(arms, reference="Lev").terms["Obs"].hazard_ratio

    assert there * back == pytest.approx(1)


def test_a_narrower_confidence_narrows_the_limits(times, covariates):
    narrow = cox(times, covariates, confidence=0.8).terms["trt"]
    wide = cox(times, covariates).terms["trt"]

    assert wide.lower < narrow.lower < narrow.upper < wide.upper


def test_nobody_is_not_estimable():
    assert cox(SurvivalTimes.of([], []), {"x": []}).reason is Reason.NO_PARTICIPANTS


def test_fewer_than_five_events_are_not_estimable():
    times = SurvivalTimes.of([1, 2, 3, 4, 5, 6], [True] * 4 + [False] * 2)

    answer = cox(times, {"x": [0, 1, 0, 1, 0, 1]})

    assert answer.reason is Reason.TOO_FEW_EVENTS
    assert str(answer) == "4 events are too few for a hazard ratio: at least 5 are needed."


def test_five_events_are_enough():
    times = SurvivalTimes.of([1, 2, 3, 4, 5, 6], [True] * 5 + [False])

    assert cox(times, {"x": [0, 1, 0, 1, 0, 1]}).events == 5


def test_an_arm_without_events_has_no_hazard_ratio():
    arms = {
        "control": SurvivalTimes.of(range(1, 11), [True] * 10),
        "treated": SurvivalTimes.of([50] * 10, [False] * 10),
    }

    answer = hazard_ratios(arms, reference="control")

    assert answer.reason is Reason.GROUP_WITHOUT_EVENTS
    assert str(answer) == "No hazard ratio: one side had no event."


def test_an_empty_arm_has_no_hazard_ratio(arms):
    nobody = SurvivalTimes.of([], [])

    answer = hazard_ratios({"Obs": arms["Obs"], "new": nobody}, reference="Obs")

    assert answer.reason is Reason.NO_PARTICIPANTS
    assert str(answer) == "Nobody is in one of the groups that are compared."


def test_a_covariate_with_one_value_is_not_estimable(times):
    assert cox(times, {"x": np.ones(len(times))}).reason is Reason.COLLINEAR


def test_a_covariate_that_repeats_another_is_not_estimable(times, covariates):
    answer = cox(times, {**covariates, "twice": 2 * covariates["age"] + 1})

    assert answer.reason is Reason.COLLINEAR


def test_a_covariate_that_only_varies_between_strata_is_not_estimable(times, covariates):
    strata = covariates["node4"]

    assert cox(times, {"node4": strata}, strata=strata).reason is Reason.COLLINEAR


def test_a_measure_that_orders_the_events_perfectly_is_separation():
    times = SurvivalTimes.of(range(1, 21), [True] * 20)

    assert cox(times, {"x": np.arange(20.0)}).reason is Reason.SEPARATION


def test_a_far_covariate_does_not_overflow():
    """A laboratory value in the millions, for one participant."""
    rng = np.random.default_rng(7)
    times = SurvivalTimes.of(rng.integers(1, 400, 200), rng.random(200) < 0.6)
    x = rng.normal(size=200)
    x[3] = 1e6

    model = cox(times, {"x": x})

    assert abs(model.terms["x"].coef) < 1


def test_a_step_too_far_is_taken_back():
    """A skewed marker makes Newton's first step overshoot; the maximum is found all the same."""
    rng = np.random.default_rng(3)
    marker = np.exp(6 * rng.normal(size=60))
    times = SurvivalTimes.of(rng.integers(1, 200, 60), rng.random(60) < 0.7)

    term = cox(times, {"marker": marker}).terms["marker"]

    for aside in (-term.se / 4, term.se / 4):
        assert log_likelihood(times, marker, term.coef) > log_likelihood(
            times, marker, term.coef + aside
        )


def log_likelihood(times, x, coef):
    strata = strata_of(times, (x - x.mean())[:, None], None)
    return derivatives(strata, np.array([coef]), Ties.EFRON).log_likelihood


def test_a_model_that_does_not_settle_says_so(times, covariates, monkeypatch):
    monkeypatch.setattr("analysis.domain.survival.cox.MOST_STEPS", 2)

    assert cox(times, covariates).reason is Reason.NOT_CONVERGED


def test_a_stratum_without_events_adds_nothing(times, covariates):
    plain = cox(times, covariates)
    extended = SurvivalTimes.of([*times.days, 100, 200], [*times.observed, False, False])

    model = cox(
        extended,
        {name: [*x, 0, 1] for name, x in covariates.items()},
        strata=[0] * len(times) + [1, 1],
    )

    assert model.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-12)
