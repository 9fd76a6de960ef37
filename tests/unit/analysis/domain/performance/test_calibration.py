import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.performance.calibration import (
    calibration,
    risk_groups,
    survival_calibration,
)
from analysis.domain.survival.times import SurvivalTimes


def test_external_predictions_agree_with_r(asah_pred, truth):
    record = truth("o39_calibration")

    found = calibration(asah_pred["y"], asah_pred["ext"])

    record.agrees("slope", found.slope.value)
    record.agrees("slope_se", found.slope.se)
    record.agrees("int", found.intercept.value)
    record.agrees("citl", found.in_the_large.value)
    record.agrees("brier", found.brier)
    record.agrees("oe", found.observed_over_expected)


def test_risks_at_a_year_agree_with_r(lung_test, lung_times, truth):
    record = truth("o33_cal_surv")

    found = survival_calibration(
        lung_times, linear_predictor=lung_test["lp"], risk=lung_test["risk365"], horizon=365
    )

    record.agrees("slope", found.slope.coef)
    record.agrees("se", found.slope.se)
    record.agrees("obs", found.observed)
    record.agrees("exp", found.expected)
    record.agrees("oe", found.observed_over_expected)


def test_predictions_made_twice_as_extreme_have_half_the_slope(asah_pred):
    risk = asah_pred["ext"]
    odds = (risk / (1 - risk)) ** 2

    plain, extreme = (
        calibration(asah_pred["y"], risk),
        calibration(asah_pred["y"], odds / (1 + odds)),
    )

    assert extreme.slope.value == pytest.approx(plain.slope.value / 2)


@pytest.mark.parametrize("certain", [0, 1])
def test_a_certain_prediction_cannot_be_calibrated(certain):
    assert calibration([0, 1, 0], [0.2, 0.4, certain]).reason is Reason.SEPARATION


def test_predictions_that_split_the_outcome_are_separation():
    answer = calibration([0, 0, 0, 1, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8])

    assert answer.reason is Reason.SEPARATION


def test_nobody_is_not_estimable():
    assert calibration([], []).reason is Reason.NO_PARTICIPANTS


def test_too_few_events_are_not_estimable():
    times = SurvivalTimes.of([1, 2, 3], [True, False, False])

    answer = survival_calibration(times, linear_predictor=[1, 2, 3], risk=[0.1] * 3, horizon=2)

    assert answer.reason is Reason.TOO_FEW_EVENTS


def test_a_horizon_beyond_follow_up_is_not_reached(lung_test, lung_times):
    answer = survival_calibration(
        lung_times, linear_predictor=lung_test["lp"], risk=lung_test["risk365"], horizon=5000
    )

    assert answer.reason is Reason.NOT_REACHED


def test_groups_hold_everybody_once_in_ascending_risk(lung_test, lung_times):
    groups = risk_groups(lung_times, lung_test["risk365"], horizon=365, groups=4)

    assert sum(group.participants for group in groups) == len(lung_times)
    expected = [group.expected for group in groups]
    assert expected == sorted(expected)
    assert max(group.participants for group in groups) < 40


def test_equal_risks_stay_in_one_group(lung_times):
    risk = np.where(np.arange(len(lung_times)) < 80, 0.4, 0.6)

    assert [g.participants for g in risk_groups(lung_times, risk, horizon=365)] == [
        80,
        len(lung_times) - 80,
    ]


def test_nobody_makes_no_group():
    assert risk_groups(SurvivalTimes.of([], []), [], horizon=365) == []


def test_a_group_lost_before_the_horizon_says_so():
    times = SurvivalTimes.of([1, 2, 400, 400], [False, False, False, True])

    lost, followed = risk_groups(times, [0.1, 0.1, 0.9, 0.9], horizon=365, groups=2)

    assert lost.reason is Reason.NOT_REACHED
    assert followed.observed.surv == 1
