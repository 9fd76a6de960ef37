import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.cumulative_incidence import cumulative_incidence
from analysis.domain.survival.interval_incidence import interval_incidence
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.survival.turnbull import IntervalTimes, turnbull


def odd(seed):
    chance = np.random.default_rng(seed)
    days = chance.integers(1, 60, 80)
    cause = chance.integers(0, 3, 80)
    return days, cause == 1, cause == 2


@pytest.mark.parametrize("seed", range(5))
def test_where_every_event_has_its_day_it_is_aalen_johansen(seed):
    days, own, other = odd(seed)
    times = IntervalTimes.of(days, np.where(own, days, np.nan))
    curve = cumulative_incidence(SurvivalTimes.of(days, own), other)

    found = interval_incidence(times, other)

    for day in (5, 20, 40, int(days[own].max())):
        least, most = found.bounds(day)
        assert least == pytest.approx(most, abs=1e-9)
        assert least == pytest.approx(curve.at(day).incidence, abs=1e-9)


@pytest.mark.parametrize("arm", [1, 2])
def test_where_nothing_competes_it_is_turnbulls(bcdeter, arm):
    rows = bcdeter.where(bcdeter["treat"] == arm)
    times = IntervalTimes.of(rows["lower"], rows["upper"])
    curve = turnbull(times)

    found = interval_incidence(times, np.zeros(len(times), bool))

    for month in (12, 24, 36):
        free = [1 - share for share in curve.bounds(month)]
        assert sorted(found.bounds(month)) == pytest.approx(sorted(free), abs=1e-9)


def test_a_wider_interval_says_at_least_and_at_most():
    """Two of four were found by a look on day 30, clear on day 10; one died on day 20."""
    times = IntervalTimes.of([10, 10, 20, 40], [30, 30, np.nan, np.nan])

    found = interval_incidence(times, np.array([False, False, True, False]))

    assert found.bounds(20) == pytest.approx((0, 0.5))
    assert found.bounds(30) == pytest.approx((0.5, 0.5))


def test_whoever_was_lost_may_have_had_either():
    """Lost on day 5, before the death and the event of the others: a third each."""
    times = IntervalTimes.of([5, 8, 10], [np.nan, np.nan, 10])

    found = interval_incidence(times, np.array([False, True, False]))

    assert found.bounds(10) == pytest.approx((0.5, 0.5))


def test_all_forestalled_leave_nothing():
    found = interval_incidence(IntervalTimes.of([3, 4], [np.nan, np.nan]), np.array([True, True]))

    assert found.bounds(10) == (0, 0)


def test_nobody_is_not_estimable():
    nobody = interval_incidence(IntervalTimes.of([], []), np.zeros(0, bool))

    assert nobody.reason is Reason.NO_PARTICIPANTS


def test_beyond_what_anybody_was_followed_it_may_be_anything():
    """One of two found by day 10, the other lost on day 20: at 30 a half to all."""
    found = interval_incidence(IntervalTimes.of([5, 20], [10, np.nan]), np.array([False, False]))

    assert found.bounds(20) == pytest.approx((0.5, 0.5))
    assert found.bounds(30) == pytest.approx((0.5, 1.0))
