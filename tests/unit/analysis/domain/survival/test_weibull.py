import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.turnbull import IntervalTimes
from analysis.domain.survival.weibull import minus_log_likelihood, weibull


def test_deterioration_by_treatment_agrees_with_r(bcdeter, truth):
    record = truth("o47_weibull_ic")
    times = IntervalTimes.of(bcdeter["lower"], bcdeter["upper"])

    model = weibull(times, {"treat": bcdeter["treat"] == 2})

    record.agrees("coef", [term.value for term in model.terms.values()])
    record.agrees("scale", model.scale)
    record.agrees("loglik", model.log_likelihood)


def test_the_slope_is_that_of_the_likelihood():
    """Every kind of time: before the first visit, between two, exact, never found."""
    times = IntervalTimes.of([0, 3, 5, 7], [4, 6, 5, np.nan])
    x = np.column_stack([np.ones(4), [0.0, 1, 0, 1]])
    at = np.array([1.7, -0.3, -0.2])

    _value, slope = minus_log_likelihood(at, times, x)

    for place in range(3):
        nudge = 1e-6 * (np.arange(3) == place)
        up, down = (minus_log_likelihood(at + way * nudge, times, x)[0] for way in (1, -1))
        assert slope[place] == pytest.approx((up - down) / 2e-6, rel=1e-5)


def test_another_unit_of_time_moves_the_intercept_only(bcdeter):
    lower, upper = bcdeter["lower"], bcdeter["upper"]
    treat = {"treat": bcdeter["treat"] == 2}

    months = weibull(IntervalTimes.of(lower, upper), treat)
    weeks = weibull(IntervalTimes.of(lower * 4, upper * 4), treat)

    assert weeks.terms["treat"].value == pytest.approx(months.terms["treat"].value, rel=1e-5)
    assert weeks.terms["treat"].se == pytest.approx(months.terms["treat"].se, rel=1e-4)
    gained = weeks.terms["intercept"].value - months.terms["intercept"].value
    assert gained == pytest.approx(np.log(4), rel=1e-5)


def test_a_known_truth_is_found_from_visits_alone():
    rng = np.random.default_rng(5)
    treated = np.arange(600) % 2
    days = np.exp(5 + 0.4 * treated) * rng.weibull(2, 600)
    seen = np.floor(days / 30) * 30
    lost = days > 300

    model = weibull(
        IntervalTimes.of(np.where(lost, 300, seen), np.where(lost, np.nan, seen + 30)),
        {"treated": treated},
    )

    term = model.terms["treated"]
    assert term.lower < 0.4 < term.upper
    assert model.scale == pytest.approx(0.5, rel=0.1)


def test_nobody_found_with_the_event_is_not_estimable():
    answer = weibull(IntervalTimes.of([3, 4], [np.nan, np.nan]), {})

    assert answer.reason is Reason.NO_EVENTS


def test_nobody_is_not_estimable():
    assert weibull(IntervalTimes.of([], []), {}).reason is Reason.NO_PARTICIPANTS


def test_a_covariate_that_never_differs_is_not_estimable():
    answer = weibull(IntervalTimes.of([3, 4, 5], [4, 5, 6]), {"x": [1, 1, 1]})

    assert answer.reason is Reason.COLLINEAR


def test_an_arm_without_the_event_is_separation():
    times = IntervalTimes.of([1, 2, 3, 9, 9, 9], [2, 3, 4, np.nan, np.nan, np.nan])

    answer = weibull(times, {"treated": [0, 0, 0, 1, 1, 1]})

    assert answer.reason is Reason.SEPARATION


def test_a_search_that_does_not_settle_says_so(bcdeter, monkeypatch):
    monkeypatch.setattr("analysis.domain.survival.weibull.MOST_STEPS", 1)
    times = IntervalTimes.of(bcdeter["lower"], bcdeter["upper"])

    assert weibull(times, {"treat": bcdeter["treat"]}).reason is Reason.NOT_CONVERGED


def test_the_share_of_a_model_without_covariates_is_in_no_unit(bcdeter):
    lower, upper = bcdeter["lower"], bcdeter["upper"]
    shares, limits = zip(
        *(
            weibull(IntervalTimes.of(lower * unit, upper * unit), {}).survival(24 * unit)
            for unit in (1, 30.4375)
        ),
        strict=True,
    )

    assert shares[1] == pytest.approx(shares[0], rel=1e-5)
    assert limits[0].lower < shares[0] < limits[0].upper
    assert (limits[1].lower, limits[1].upper) == pytest.approx(
        (limits[0].lower, limits[0].upper), rel=1e-3
    )


def test_limits_of_the_share_cover_a_known_truth():
    """95 of 100 draws, give or take."""
    rng, truth = np.random.default_rng(7), np.exp(-((200 / 400) ** 1.3))
    covered = 0
    for _draw in range(200):
        days = 400 * rng.weibull(1.3, 120)
        seen = np.floor(days / 90) * 90
        lost = days > 720
        times = IntervalTimes.of(np.where(lost, 720, seen), np.where(lost, np.nan, seen + 90))
        _share, limits = weibull(times, {}).survival(200)
        covered += limits.lower < truth < limits.upper
    assert 180 <= covered <= 199


def test_the_hazard_ratio_is_the_coefficient_over_the_scale(bcdeter, truth):
    record = truth("o47_weibull_ic")
    times = IntervalTimes.of(bcdeter["lower"], bcdeter["upper"])

    ratio = weibull(times, {"treat": bcdeter["treat"] == 2}).hazard_ratio("treat")

    coef, scale = record.values["coef"][1], record.values["scale"]
    assert ratio.hazard_ratio == pytest.approx(np.exp(-coef / scale), rel=1e-4)
    assert ratio.lower < ratio.hazard_ratio < ratio.upper
    assert ratio.p < 0.01
