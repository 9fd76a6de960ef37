import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.gray import gray_test
from analysis.domain.survival.times import SurvivalTimes


def groups_of(rows, cause, levels=("Obs", "Lev", "Lev+5FU")):
    found = {}
    for arm in levels:
        part = rows.where(rows["rx"] == arm)
        times = SurvivalTimes.of(part["cr_time"], part["cr"] == cause)
        found[arm] = (times, part["cr"] == 3 - cause)
    return found


def test_three_arms_agree_with_r(colon, truth):
    record = truth("o19_gray")

    found = [gray_test(groups_of(colon, cause)) for cause in (1, 2)]

    record.agrees("stat", [test.chi_square for test in found])
    record.agrees("p", [test.p for test in found])
    record.agrees("df", [test.df for test in found])


def test_the_order_of_the_groups_changes_nothing(colon):
    there = gray_test(groups_of(colon, 1))
    back = gray_test(groups_of(colon, 1, levels=("Lev+5FU", "Obs", "Lev")))

    assert back.chi_square == pytest.approx(there.chi_square)


def test_an_empty_group_costs_no_degree_of_freedom(colon):
    nobody = (SurvivalTimes.of([], []), np.zeros(0, bool))

    with_empty = gray_test({**groups_of(colon, 1), "new": nobody})

    assert with_empty == gray_test(groups_of(colon, 1))


def test_groups_alike_hold_their_level():
    """Two groups drawn alike, with both kinds of event and losses, 60 times."""
    rng = np.random.default_rng(6)

    def drawn():
        ends = rng.exponential([400, 700, 600], (40, 3)).astype(int)
        first = ends.argmin(axis=1)
        return SurvivalTimes.of(ends.min(axis=1), first == 0), first == 1

    rejected = sum(gray_test({"A": drawn(), "B": drawn()}).p < 0.05 for _run in range(60))

    # Three are expected; ten or more would come once in a thousand.
    assert rejected < 10


def test_nobody_with_the_event_is_not_estimable():
    free = (SurvivalTimes.of([1, 2], [False, False]), np.array([True, False]))

    assert gray_test({"A": free, "B": free}).reason is Reason.NO_EVENTS


def test_one_group_alone_is_not_estimable():
    some = (SurvivalTimes.of([1, 2], [True, False]), np.array([False, False]))

    assert gray_test({"A": some}).reason is Reason.ONE_GROUP


def test_groups_that_never_meet_cannot_be_compared():
    early = (SurvivalTimes.of([1], [True]), np.array([False]))
    late = (SurvivalTimes.of([0, 0], [False, False]), np.array([False, False]))

    assert gray_test({"A": early, "B": late}).reason is Reason.NO_VARIANCE
