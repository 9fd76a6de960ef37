import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.restricted_mean import restricted_mean, restricted_mean_contrast
from analysis.domain.survival.times import SurvivalTimes

FIVE_YEARS = 1826.25


def test_five_years_agree_with_r(arms, truth):
    record = truth("o16_rmst")

    found = restricted_mean_contrast(
        kaplan_meier(arms["Lev+5FU"]), kaplan_meier(arms["Obs"]), horizon=FIVE_YEARS
    )

    record.agrees("rmst_trt", found.treated.days)
    record.agrees("se_trt", found.treated.se)
    record.agrees("rmst_ref", found.reference.days)
    record.agrees("se_ref", found.reference.se)
    record.agrees("diff", found.difference.value)
    record.agrees("se_diff", found.difference.se)
    record.agrees("lower", found.difference.lower)
    record.agrees("upper", found.difference.upper)
    record.agrees("p", found.difference.p)
    record.agrees("ratio", found.ratio.value)
    record.agrees("ratio_lower", found.ratio.lower)
    record.agrees("ratio_upper", found.ratio.upper)


def test_without_censoring_it_is_the_mean_of_the_shorter_times():
    curve = kaplan_meier(SurvivalTimes.of([1, 4, 7, 10], [True] * 4))

    found = restricted_mean(curve, horizon=8)

    assert found.days == (1 + 4 + 7 + 8) / 4
    # The spread of the shortened times themselves, divided by n rather than n - 1.
    assert found.se**2 == pytest.approx((16 + 1 + 4 + 9) / 4 / 4)


def test_nobody_with_the_event_is_the_whole_horizon_without_error():
    found = restricted_mean(kaplan_meier(SurvivalTimes.of([9, 9], [False] * 2)), horizon=9)

    assert (found.days, found.se) == (9, 0)


def test_a_horizon_beyond_an_arm_is_not_reached():
    near = kaplan_meier(SurvivalTimes.of([5, 9], [True, False]))
    far = kaplan_meier(SurvivalTimes.of([5, 99], [True, False]))

    assert restricted_mean_contrast(far, near, horizon=10).reason is Reason.NOT_REACHED
    assert restricted_mean_contrast(near, far, horizon=10).reason is Reason.NOT_REACHED


def test_once_all_had_the_event_any_horizon_is_reached():
    curve = kaplan_meier(SurvivalTimes.of([1, 4], [True, True]))

    assert restricted_mean(curve, horizon=100).days == 2.5


def test_an_empty_arm_is_not_estimable():
    nobody = kaplan_meier(SurvivalTimes.of([], []))

    assert restricted_mean(nobody, horizon=10).reason is Reason.NO_PARTICIPANTS


def test_two_arms_without_events_have_no_spread_to_compare():
    free = kaplan_meier(SurvivalTimes.of([9, 9], [False] * 2))

    found = restricted_mean_contrast(free, free, horizon=9)

    assert found.difference.reason is Reason.NO_VARIANCE
    assert found.ratio.reason is Reason.NO_VARIANCE


def test_a_finer_unit_changes_only_the_unit(arms):
    days = arms["Lev"]
    quarters = SurvivalTimes.of(days.days * 4, days.observed)

    one = restricted_mean(kaplan_meier(days), horizon=1000)
    four = restricted_mean(kaplan_meier(quarters), horizon=4000)

    assert four.days == pytest.approx(4 * one.days)
    assert four.se == pytest.approx(4 * one.se)
