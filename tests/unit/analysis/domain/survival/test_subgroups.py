import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.subgroups import subgroups
from analysis.domain.survival.times import SurvivalTimes


@pytest.mark.parametrize("column", ["sex", "node4", "obstruct"])
def test_ratios_by_subgroup_agree_with_r(two_arms, truth, column):
    record = truth("o24_subgroups")
    levels = two_arms[column].astype(int)

    found = subgroups(two_arms.times("rfs_time", "rfs"), two_arms["rx"] == "Lev+5FU", levels)

    for one in found.levels:
        ratio = one.ratio
        numbers = [one.participants, one.events, ratio.hazard_ratio, ratio.lower, ratio.upper]
        record.agrees(f"{column}{one.level}", numbers)
    record.agrees(f"p_int_{column}", found.interaction.p)


def test_three_levels_have_two_degrees_of_freedom(two_arms):
    known = two_arms.where(~np.isnan(two_arms["differ"]))

    found = subgroups(
        known.times("rfs_time", "rfs"), known["rx"] == "Lev+5FU", known["differ"].astype(int)
    )

    assert [one.level for one in found.levels] == ["1", "2", "3"]
    assert found.interaction.df == 2


def test_a_level_with_nine_events_in_an_arm_has_no_ratio():
    days = np.arange(1, 101)
    treated, level = days % 2 == 0, np.where(days <= 19, "few", "many")

    found = subgroups(SurvivalTimes.of(days, np.ones(100, bool)), treated, level)

    few, many = found.levels
    assert (few.events, few.ratio.reason) == (19, Reason.TOO_FEW_EVENTS)
    assert many.ratio.hazard_ratio > 0


def test_one_level_alone_has_no_interaction(two_arms):
    times = two_arms.times("rfs_time", "rfs")

    found = subgroups(times, two_arms["rx"] == "Lev+5FU", np.zeros(len(times)))

    assert found.interaction.reason is Reason.ONE_GROUP
    assert len(found.levels) == 1


def test_a_level_without_events_has_no_interaction():
    days = np.arange(1, 41)
    observed = days <= 20

    found = subgroups(SurvivalTimes.of(days, observed), days % 2 == 0, days > 20)

    assert found.levels[1].ratio.reason is Reason.TOO_FEW_EVENTS
    assert found.interaction.reason is Reason.GROUP_WITHOUT_EVENTS
