import numpy as np
import pytest

from analysis.domain.durations import months_in_days
from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.kaplan_meier import Band, kaplan_meier, reverse_kaplan_meier
from analysis.domain.survival.times import SurvivalTimes

TWO_YEARS = months_in_days(24)
YEARLY = [0, 365.25, 730.5, 1095.75, 1461, 1826.25, 2191.5]


@pytest.fixture
def curves(arms):
    return [kaplan_meier(times) for times in arms.values()]


def test_survival_at_two_years_agrees_with_r(curves, truth):
    record = truth("o01_km_rfs24")

    read = [curve.at(TWO_YEARS) for curve in curves]

    record.agrees("surv", [at.surv for at in read])
    record.agrees("se", [at.se for at in read])
    record.agrees("lower", [at.limits.lower for at in read])
    record.agrees("upper", [at.limits.upper for at in read])
    record.agrees("n_risk", [at.at_risk for at in read])


@pytest.mark.parametrize("band", [Band.PLAIN, Band.LOG])
def test_other_bands_agree_with_r(arms, truth, band):
    record = truth("o02_km_rfs24_ci_types")

    read = [kaplan_meier(times, band=band).at(TWO_YEARS).limits for times in arms.values()]

    record.agrees(f"{band}_lower", [limits.lower for limits in read])
    record.agrees(f"{band}_upper", [limits.upper for limits in read])


def test_published_two_year_survival_of_the_colon_trial(curves):
    observation, _levamisole, combined = (curve.at(TWO_YEARS).surv for curve in curves)

    assert round(combined, 3) == 0.688
    assert round(observation, 3) == 0.565


def test_medians_agree_with_r(curves, truth):
    record = truth("o04_median_bc")

    for arm, median in enumerate(curve.median() for curve in curves):
        for name, found in [
            ("median", median.days),
            ("lower", median.lower),
            ("upper", median.upper),
        ]:
            assert found == record.values[name][arm]


def test_follow_up_by_arm_agrees_with_r(arms, truth):
    record = truth("o05_reverse_km")

    medians = [reverse_kaplan_meier(times).median() for times in arms.values()]

    record.agrees("median", [median.days for median in medians])
    record.agrees("lower", [median.lower for median in medians])
    record.agrees("upper", [median.upper for median in medians])


def test_follow_up_of_all_agrees_with_r(colon, truth):
    record = truth("o05_reverse_km")

    median = reverse_kaplan_meier(colon.times("rfs_time", "rfs")).median()

    record.agrees("overall", median.days)
    record.agrees("overall_lower", median.lower)
    record.agrees("overall_upper", median.upper)


def test_numbers_at_risk_agree_with_r(curves, truth):
    counted = [curve.at_risk_on(day) for curve in curves for day in YEARLY]

    truth("o06_at_risk").agrees("n", counted)


def test_quartiles_agree_with_r(lung, truth):
    record = truth("o29_quartiles")

    curve = kaplan_meier(lung.times("time", "status"))
    quartiles = [curve.quantile(share) for share in (0.25, 0.5, 0.75)]

    record.agrees("q", [quartile.days for quartile in quartiles])
    record.agrees("lower", [quartile.lower for quartile in quartiles])
    record.agrees("upper", [quartile.upper for quartile in quartiles])


def test_survival_after_a_landmark_agrees_with_r(two_arms, truth):
    record = truth("o23_landmark90")
    late = two_arms.where(two_arms["rfs_time"] > 90)
    late["rfs_time"] = late["rfs_time"] - 90

    groups = late.groups("rfs_time", "rfs", "rx", ["Obs", "Lev+5FU"])
    read = [kaplan_meier(times).at(TWO_YEARS) for times in groups.values()]

    record.agrees("surv", [at.surv for at in read])
    record.agrees("se", [at.se for at in read])
    record.agrees("n_risk", [at.at_risk for at in read])


def test_curve_starts_at_one_before_anybody_left():
    at = kaplan_meier(SurvivalTimes.of([10, 20], [True, False])).at(9)

    assert at.surv == 1
    assert at.at_risk == 2
    assert at.se == 0


def test_event_on_day_zero_counts_at_day_zero():
    at = kaplan_meier(SurvivalTimes.of([0, 20, 30, 40], [True, False, False, False])).at(0)

    assert at.surv == 0.75


def test_two_years_are_read_at_day_730():
    """24 months are 730.5 days: an event on day 731 comes after the horizon."""
    times = SurvivalTimes.of([730, 731, 900, 900], [True, True, False, False])

    assert kaplan_meier(times).at(TWO_YEARS).surv == 0.75


def test_nobody_followed_so_far_is_not_reached():
    answer = kaplan_meier(SurvivalTimes.of([10, 20], [True, False])).at(TWO_YEARS)

    assert isinstance(answer, NotEstimable)
    assert answer.reason is Reason.NOT_REACHED
    assert str(answer) == "Nobody was still followed at day 730.5."


def test_the_last_day_of_follow_up_is_reached():
    assert kaplan_meier(SurvivalTimes.of([10, 20], [True, False])).at(20).surv == 0.5


def test_once_all_have_had_the_event_survival_stays_zero():
    at = kaplan_meier(SurvivalTimes.of([10, 20], [True, True])).at(500)

    assert at.surv == 0
    assert at.at_risk == 0
    assert at.se.reason is Reason.NONE_EVENT_FREE
    assert at.limits.reason is Reason.NONE_EVENT_FREE


def test_no_event_yet_has_no_limits_but_an_exact_binomial_one():
    """0 of 72: the upper limit of Clopper and Pearson is 4.99 %, so 95.01 % are event-free."""
    at = kaplan_meier(SurvivalTimes.of([900] * 72, [False] * 72)).at(TWO_YEARS)

    assert at.surv == 1
    assert at.limits.reason is Reason.ALL_EVENT_FREE
    assert at.exact_lower == pytest.approx(1 - 0.0499, abs=5e-5)


def test_exact_limit_is_given_only_at_one_hundred_per_cent():
    assert kaplan_meier(SurvivalTimes.of([1, 5], [True, False])).at(3).exact_lower is None


def test_an_empty_group_is_not_estimable():
    assert kaplan_meier(SurvivalTimes.of([], [])).reason is Reason.NO_PARTICIPANTS


def test_events_and_censorings_stay_countable(arms):
    curve = kaplan_meier(arms["Obs"])

    assert curve.participants == 315
    assert curve.events.sum() + curve.censored.sum() == 315


def test_a_narrower_confidence_narrows_the_limits(arms):
    wide = kaplan_meier(arms["Obs"]).at(TWO_YEARS).limits
    narrow = kaplan_meier(arms["Obs"], confidence=0.8).at(TWO_YEARS).limits

    assert wide.lower < narrow.lower < narrow.upper < wide.upper
    assert narrow.confidence == 0.8


def test_limits_stay_between_zero_and_one():
    times = SurvivalTimes.of([1, 2, 3, 4], [True, True, True, False])
    for band in Band:
        curve = kaplan_meier(times, band=band)
        assert np.nanmin(curve.lower) >= 0
        assert np.nanmax(curve.upper) <= 1
