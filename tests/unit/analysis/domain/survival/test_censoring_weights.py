import numpy as np
import pytest

from analysis.domain.survival.censoring_weights import censoring_curve, known_at
from analysis.domain.survival.times import SurvivalTimes


def test_events_of_a_day_leave_before_its_losses():
    """Day 2: of 3 at risk one has the event, then one of two is lost."""
    times = SurvivalTimes.of([1, 2, 2, 5], [False, True, False, True])

    curve = censoring_curve(times)

    assert curve.through(np.array([0, 1, 2, 9])) == pytest.approx([1, 3 / 4, 3 / 8, 3 / 8])
    assert curve.before(np.array([1, 2])) == pytest.approx([1, 3 / 4])


def test_those_known_stand_for_everybody():
    """Without an event before the losses the weights add up to the number of participants."""
    times = SurvivalTimes.of([1, 2, 3, 9, 9], [False, True, False, True, False])

    weights = known_at(times, horizon=5)

    assert weights.tolist() == pytest.approx([0, 5 / 4, 0, 15 / 8, 15 / 8])
    assert weights.sum() == pytest.approx(5)


def test_groups_lost_at_different_rates_have_their_own_curve():
    days, observed = [1, 9, 9, 9], [False, False, False, False]
    times = SurvivalTimes.of(days, observed)

    weights = known_at(times, horizon=5, groups=["a", "a", "b", "b"])

    assert weights.tolist() == pytest.approx([0, 2, 1, 1])


def test_when_all_were_lost_nobody_is_known():
    times = SurvivalTimes.of([1, 2], [False, False])

    assert known_at(times, horizon=5).tolist() == [0, 0]
