import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.cox import cox
from analysis.domain.survival.fine_gray import Version, fine_gray
from analysis.domain.survival.partial_likelihood import Ties
from analysis.domain.survival.robust import with_robust_errors
from analysis.domain.survival.times import SurvivalTimes


@pytest.fixture
def times(two_arms):
    return SurvivalTimes.of(two_arms["cr_time"], two_arms["cr"] == 1)


@pytest.fixture
def covariates(two_arms):
    return {
        "trt": two_arms["rx"] == "Lev+5FU",
        "age": two_arms["age"],
        "node4": two_arms["node4"],
    }


def test_recurrence_with_death_competing_agrees_with_cmprsk(times, covariates, two_arms, truth):
    record = truth("o20_finegray")

    model = fine_gray(times, two_arms["cr"] == 2, covariates)

    for name, field in [
        ("coef", "coef"),
        ("se", "se"),
        ("shr", "hazard_ratio"),
        ("lower", "lower"),
        ("upper", "upper"),
    ]:
        record.agrees(name, [getattr(term, field) for term in model.terms.values()])
    record.agrees("loglik", model.log_likelihood)


def test_the_weighted_data_set_agrees_with_survival(times, covariates, two_arms, truth):
    record = truth("o21_finegray_wt")

    model = fine_gray(times, two_arms["cr"] == 2, covariates, version=Version.WEIGHTED)

    record.agrees("coef", [term.coef for term in model.terms.values()])
    record.agrees("se", [term.se for term in model.terms.values()])


@pytest.mark.parametrize(
    ("version", "ties"), [(Version.CMPRSK, Ties.BRESLOW), (Version.WEIGHTED, Ties.EFRON)]
)
def test_without_a_competing_event_it_is_cox_with_robust_errors(times, covariates, version, ties):
    nobody = np.zeros(len(times), bool)

    ours = fine_gray(times, nobody, covariates, version=version).terms["trt"]
    plain = with_robust_errors(cox(times, covariates, ties=ties)).terms["trt"]

    assert (ours.coef, ours.se) == (pytest.approx(plain.coef), pytest.approx(plain.se))


def test_without_losses_those_forestalled_stay_at_risk_to_the_end():
    """Nobody is lost: a Cox model in which the other event ends nothing says the same."""
    rng = np.random.default_rng(12)
    days, x = rng.integers(1, 500, 120), rng.normal(size=120)
    first = rng.random(120) < 0.6
    times = SurvivalTimes.of(days, first)

    ours = fine_gray(times, ~first, {"x": x}).terms["x"]
    forever = SurvivalTimes.of(np.where(first, days, 999), first)
    plain = with_robust_errors(cox(forever, {"x": x}, ties=Ties.BRESLOW)).terms["x"]

    assert (ours.coef, ours.se) == (pytest.approx(plain.coef), pytest.approx(plain.se))


def test_row_order_changes_nothing(times, covariates, two_arms):
    there = fine_gray(times, two_arms["cr"] == 2, covariates).terms["trt"]
    back = fine_gray(
        SurvivalTimes.of(times.days[::-1], times.observed[::-1]),
        (two_arms["cr"] == 2)[::-1],
        {name: x[::-1] for name, x in covariates.items()},
    ).terms["trt"]

    assert (back.coef, back.se) == (pytest.approx(there.coef), pytest.approx(there.se))


def test_too_few_events_are_not_estimable():
    times = SurvivalTimes.of([1, 2, 3], [True, False, False])

    answer = fine_gray(times, np.array([False, True, False]), {"x": [1, 0, 1]})

    assert answer.reason is Reason.TOO_FEW_EVENTS


def test_a_covariate_that_never_differs_is_not_estimable(times, two_arms):
    answer = fine_gray(times, two_arms["cr"] == 2, {"x": np.ones(len(times))})

    assert answer.reason is Reason.COLLINEAR
