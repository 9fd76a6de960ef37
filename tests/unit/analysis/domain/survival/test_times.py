import numpy as np
import pytest

from analysis.domain.survival.times import NotWholeDays, SurvivalTimes, day_table, pooled


def test_day_table_counts_each_day_on_which_somebody_left():
    table = day_table(SurvivalTimes.of([2, 5, 5, 9], [True, False, True, False]))

    assert table.days.tolist() == [2, 5, 9]
    assert table.events.tolist() == [1, 1, 0]
    assert table.censored.tolist() == [0, 1, 1]
    assert table.at_risk.tolist() == [4, 3, 1]


def test_someone_censored_on_a_day_was_at_risk_of_that_days_event():
    table = day_table(SurvivalTimes.of([7, 7], [True, False]))

    assert table.at_risk.tolist() == [2]


def test_weights_count_in_place_of_heads():
    table = day_table(SurvivalTimes.of([1, 3], [True, False], weights=[2, 0.5]))

    assert table.at_risk.tolist() == [2.5, 0.5]
    assert table.events.tolist() == [2, 0]


def test_nobody_makes_an_empty_table():
    assert len(day_table(SurvivalTimes.of([], [])).days) == 0


def test_part_of_a_day_is_refused():
    with pytest.raises(NotWholeDays, match="whole days"):
        SurvivalTimes.of([1.5], [True])


def test_a_missing_time_is_refused():
    with pytest.raises(NotWholeDays), np.errstate(invalid="ignore"):
        SurvivalTimes.of([np.nan], [True])


def test_a_time_before_the_origin_is_refused():
    with pytest.raises(NotWholeDays, match="before its origin"):
        SurvivalTimes.of([-1], [True])


@pytest.mark.parametrize("extra", [{"observed": [True, False]}, {"weights": [1.0, 1.0]}])
def test_columns_of_different_length_are_refused(extra):
    with pytest.raises(ValueError, match="differ in length"):
        SurvivalTimes.of(**{"days": [1], "observed": [True], **extra})


def test_where_keeps_the_weights_of_those_chosen():
    times = SurvivalTimes.of([1, 2, 3], [True, False, True], weights=[1, 2, 3])

    chosen = times.where(times.observed)

    assert chosen.days.tolist() == [1, 3]
    assert chosen.weight.tolist() == [1, 3]


def test_reversed_makes_the_end_of_follow_up_the_event():
    times = SurvivalTimes.of([1, 2], [True, False])

    assert times.reversed().observed.tolist() == [False, True]


def test_events_are_heads_not_weights():
    assert SurvivalTimes.of([1, 2], [True, True], weights=[5, 5]).events == 2


def test_pooled_puts_groups_together_in_order():
    both = pooled(
        [SurvivalTimes.of([1], [True]), SurvivalTimes.of([4], [False], weights=[2])],
    )

    assert both.days.tolist() == [1, 4]
    assert both.observed.tolist() == [True, False]
    assert both.weight.tolist() == [1, 2]
