import numpy as np
import pytest

from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.quantiles import quantile_of
from analysis.domain.survival.times import SurvivalTimes


def median_days(days, observed):
    return kaplan_meier(SurvivalTimes.of(days, observed)).median().days


def test_median_is_the_first_day_at_or_below_one_half():
    assert median_days([1, 2, 3], [True, True, True]) == 2


def test_median_is_the_middle_of_a_step_that_lies_at_one_half():
    """R answers 3, lifelines the left end 2."""
    assert median_days([1, 2, 4, 5], [True, True, True, True]) == 3


def test_a_last_step_at_one_half_runs_to_the_end_of_follow_up():
    assert median_days([1, 2, 4, 8], [True, True, False, False]) == 5


def test_median_is_not_reached_when_more_than_half_stay_free():
    assert median_days([1, 2, 3], [True, False, False]) is None


def test_a_step_at_one_half_is_found_through_rounding():
    """1/6 six times over never is exactly one half in binary."""
    days, failed = np.arange(1, 7), np.cumsum(np.full(6, 1 / 6))

    assert quantile_of(days, failed, 0.5) == 3.5


def test_days_without_limits_are_passed_over():
    assert quantile_of(np.array([1, 2, 3]), np.array([np.nan, 0.6, np.nan]), 0.5) == 2


def test_no_limit_at_all_is_not_reached():
    assert quantile_of(np.array([1]), np.array([np.nan]), 0.5) is None


@pytest.mark.parametrize(("share", "day"), [(0.25, 1.5), (0.5, 2.5), (0.75, 3.5)])
def test_any_share_can_be_asked(share, day):
    curve = kaplan_meier(SurvivalTimes.of([1, 2, 3, 4], [True] * 4))

    assert curve.quantile(share).days == day
