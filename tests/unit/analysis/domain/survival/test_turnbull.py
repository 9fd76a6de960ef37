import numpy as np
import pytest

from analysis.domain.estimates import Meaningless, Reason
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.survival.turnbull import IntervalTimes, turnbull


@pytest.mark.parametrize("arm", [1, 2])
def test_deterioration_between_visits_agrees_with_the_truth(bcdeter, truth, arm):
    record, rows = truth(f"o46_turnbull_{arm}"), bcdeter.where(bcdeter["treat"] == arm)

    curve = turnbull(IntervalTimes.of(rows["lower"], rows["upper"]))

    record.agrees("surv", [curve.at(month) for month in (12, 24, 36)])
    record.agrees("loglik", curve.log_likelihood)
    assert curve.mass.sum() == pytest.approx(1)


def test_exact_times_and_losses_are_kaplan_meier():
    days, observed = [2, 5, 5, 9, 11, 14], [True, True, False, True, False, True]

    curve = turnbull(IntervalTimes.of(days, np.where(observed, days, np.nan)))
    plain = kaplan_meier(SurvivalTimes.of(days, observed))

    for day in (2, 5, 9, 14):
        assert curve.at(day) == pytest.approx(plain.at(day).surv)


def test_somebody_lost_on_a_day_was_free_on_it():
    """Lost at 5 and event at 5: the lost one's event comes later."""
    curve = turnbull(IntervalTimes.of([5, 5], [5, np.inf]))

    assert curve.at(5) == pytest.approx(0.5)


def test_within_a_gap_between_visits_the_curve_is_undefined():
    curve = turnbull(IntervalTimes.of([0, 10], [10, 20]))

    assert curve.at(10) == pytest.approx(0.5)
    assert curve.at(15).reason is Reason.NOT_REACHED
    assert curve.at(20) == 0


def test_an_event_found_at_the_first_visit_began_any_time_before():
    curve = turnbull(IntervalTimes.of([0], [8]))

    assert (curve.at(0), curve.at(8)) == (1, 0)


def test_an_interval_that_ends_before_it_begins_is_refused():
    with pytest.raises(Meaningless, match="ends before it begins"):
        IntervalTimes.of([5], [4])


def test_nobody_is_not_estimable():
    assert turnbull(IntervalTimes.of([], [])).reason is Reason.NO_PARTICIPANTS


def test_a_climb_that_does_not_settle_says_so(bcdeter, monkeypatch):
    monkeypatch.setattr("analysis.domain.survival.turnbull.MOST_STEPS", 1)
    monkeypatch.setattr("analysis.domain.survival.turnbull.STEPS_NEAR", 3)

    answer = turnbull(IntervalTimes.of(bcdeter["lower"], bcdeter["upper"]))

    assert answer.reason is Reason.NOT_CONVERGED


def test_masses_close_to_nothing_do_not_keep_it_from_settling():
    """Scans about every three months, a fifth of the events dated: here expectation and
    maximization alone had not arrived after 200,000 steps."""
    rng = np.random.default_rng(1)
    days = rng.exponential(900, 72)
    scans = np.sort(np.arange(1, 13) * 91 + rng.integers(-14, 15, (72, 12)), axis=1)
    last = np.array([max([0, *of[of < day]]) for of, day in zip(scans, days, strict=True)])
    first = np.array([min([np.inf, *of[of >= day]]) for of, day in zip(scans, days, strict=True)])
    exact = (rng.random(72) < 0.2) & np.isfinite(first)
    last, first = (np.where(exact, np.ceil(days), found) for found in (last, first))
    times = IntervalTimes.of(last, first)

    curve = turnbull(times)

    assert curve.mass.sum() == pytest.approx(1)
    inside = (np.nextafter(last, -np.inf)[:, None] <= curve.begins) & (curve.ends <= first[:, None])
    held = inside & ~((last == first)[:, None] & (curve.begins < np.nextafter(last, 0)[:, None]))
    gain = (held / (held @ curve.mass)[:, None]).mean(axis=0)
    assert gain == pytest.approx(1, abs=1e-9)


def test_where_the_mass_lies_between_visits_bounds_what_is_left():
    curve = turnbull(IntervalTimes.of([0, 10, 20], [10, 20, np.nan]))

    assert curve.bounds(15) == pytest.approx((1 / 3, 2 / 3))
    assert curve.bounds(20) == pytest.approx((1 / 3, 1 / 3))
