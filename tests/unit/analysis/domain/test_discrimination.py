import numpy as np
import pytest

from analysis.domain.discrimination import harrell_c, uno_c
from analysis.domain.estimates import Reason
from analysis.domain.survival.cox import cox
from analysis.domain.survival.times import SurvivalTimes


def test_concordance_of_the_adjusted_model_agrees_with_r(colon, truth):
    record = truth("o11_cox_tests")
    two = colon.where(colon["rx"] != "Lev")
    covariates = {
        "trt": two["rx"] == "Lev+5FU",
        "age": two["age"],
        "sex": two["sex"],
        "node4": two["node4"],
    }
    times = two.times("rfs_time", "rfs")

    terms = cox(times, covariates).terms
    found = harrell_c(times, sum(terms[name].coef * x for name, x in covariates.items()))

    record.agrees("c", found.c)
    record.agrees("c_se", found.se)


def test_a_score_that_orders_everybody_has_concordance_one():
    times = SurvivalTimes.of([1, 2, 3], [True, True, True])

    assert harrell_c(times, [3, 2, 1]).c == 1
    assert harrell_c(times, [1, 2, 3]).c == 0
    assert harrell_c(times, [3, 2, 1]).pairs == 3


def test_a_score_that_says_nothing_is_at_one_half():
    assert harrell_c(SurvivalTimes.of([1, 2, 3], [True] * 3), [5, 5, 5]).c == 0.5


def test_a_censored_day_counts_as_later_than_its_events():
    times = SurvivalTimes.of([5, 5], [True, False])

    assert (harrell_c(times, [2, 1]).c, harrell_c(times, [2, 1]).pairs) == (1, 1)


def test_two_events_of_one_day_have_no_order():
    times = SurvivalTimes.of([5, 5, 9], [True, True, False])

    assert harrell_c(times, [1, 2, 0]).pairs == 2


def test_somebody_censored_first_is_in_no_pair():
    times = SurvivalTimes.of([1, 5, 9], [False, True, False])

    assert harrell_c(times, [9, 2, 1]).pairs == 1


def test_turning_the_score_around_turns_concordance_around():
    rng = np.random.default_rng(1)
    times = SurvivalTimes.of(rng.integers(1, 50, 80), rng.random(80) < 0.6)
    score = rng.integers(0, 9, 80)

    there, back = harrell_c(times, score), harrell_c(times, -score)

    assert there.c + back.c == pytest.approx(1)
    assert there.se == pytest.approx(back.se)


def test_without_a_pair_there_is_nothing_to_say():
    answer = harrell_c(SurvivalTimes.of([1, 2], [False, False]), [1, 2])

    assert answer.reason is Reason.NO_EVENTS


def test_ranking_by_the_linear_predictor_agrees_with_r(lung_test, truth):
    record, times = truth("o31_cindex"), lung_test.times("time", "status")

    found = harrell_c(times, lung_test["lp"])

    record.agrees("harrell", found.c)
    record.agrees("se", found.se)
    record.agrees("concordant", found.concordant)
    record.agrees("discordant", found.discordant)
    record.agrees("tied_x", found.tied_scores)
    record.agrees("tied_y", found.tied_days)
    record.agrees("uno", uno_c(times, lung_test["lp"]))
    record.agrees("uno_365", uno_c(times, lung_test["lp"], horizon=365))


def test_without_losses_both_ways_of_ranking_are_one():
    rng = np.random.default_rng(3)
    times = SurvivalTimes.of(rng.integers(1, 90, 60), np.ones(60, bool))
    score = rng.random(60)

    assert uno_c(times, score) == pytest.approx(harrell_c(times, score).c)


def test_before_the_first_event_nobody_is_ranked():
    times = SurvivalTimes.of([5, 9], [True, False])

    assert uno_c(times, [1, 0], horizon=4).reason is Reason.NO_EVENTS
