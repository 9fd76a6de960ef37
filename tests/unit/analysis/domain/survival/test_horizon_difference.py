import pytest

from analysis.domain.durations import months_in_days
from analysis.domain.estimates import Reason
from analysis.domain.survival.horizon_difference import difference_at
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import SurvivalTimes

TWO_YEARS = months_in_days(24)


def test_the_difference_at_two_years_agrees_with_r(arms, truth):
    record = truth("o03_km_diff24")

    found = difference_at(kaplan_meier(arms["Lev+5FU"]), kaplan_meier(arms["Obs"]), day=TWO_YEARS)

    record.agrees("s_ref", found.reference.surv)
    record.agrees("s_trt", found.treated.surv)
    record.agrees("diff", found.difference)
    record.agrees("se", found.wald.se)
    record.agrees("lower", found.wald.lower)
    record.agrees("upper", found.wald.upper)
    record.agrees("z_wald", found.wald.z)
    record.agrees("p_wald", found.wald.p)
    record.agrees("z_cloglog", found.log_log.z)
    record.agrees("p_cloglog", found.log_log.p)
    record.agrees("mover_lower", found.limits.lower)
    record.agrees("mover_upper", found.limits.upper)


def test_exchanging_the_arms_turns_everything_around(arms):
    one, other = kaplan_meier(arms["Lev"]), kaplan_meier(arms["Obs"])

    there, back = difference_at(one, other, day=400), difference_at(other, one, day=400)

    assert there.difference == -back.difference
    assert there.log_log.z == pytest.approx(-back.log_log.z)
    assert there.limits.lower == pytest.approx(-back.limits.upper)


def test_an_arm_without_events_leaves_the_bare_difference():
    free = kaplan_meier(SurvivalTimes.of([900] * 5, [False] * 5))
    some = kaplan_meier(SurvivalTimes.of([100, 900, 900, 900], [True] + [False] * 3))

    found = difference_at(free, some, day=TWO_YEARS)

    assert found.difference == 0.25
    assert found.wald.reason is Reason.ALL_EVENT_FREE
    assert found.log_log.reason is Reason.ALL_EVENT_FREE
    assert found.limits.reason is Reason.ALL_EVENT_FREE


def test_an_arm_not_followed_so_far_has_no_difference():
    far = kaplan_meier(SurvivalTimes.of([100, 900], [True, False]))
    near = kaplan_meier(SurvivalTimes.of([100, 300], [True, False]))

    assert difference_at(far, near, day=TWO_YEARS).reason is Reason.NOT_REACHED
    assert difference_at(near, far, day=TWO_YEARS).reason is Reason.NOT_REACHED


def test_an_empty_arm_has_no_difference():
    far = kaplan_meier(SurvivalTimes.of([100, 900], [True, False]))
    nobody = kaplan_meier(SurvivalTimes.of([], []))

    assert difference_at(far, nobody, day=50).reason is Reason.NO_PARTICIPANTS
    assert difference_at(nobody, far, day=50).reason is Reason.NO_PARTICIPANTS
