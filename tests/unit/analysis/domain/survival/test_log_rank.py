import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.log_rank import log_rank, stratified_log_rank
from analysis.domain.survival.times import SurvivalTimes

COMPARED = ["Obs", "Lev+5FU"]


def group(*rows):
    return SurvivalTimes.of([day for day, _ in rows], [observed for _, observed in rows])


def test_three_arms_agree_with_r(arms, truth):
    record = truth("o07_logrank3")

    test = log_rank(arms)

    record.agrees("chisq", test.chi_square)
    record.agrees("df", test.df)
    record.agrees("p", test.p)
    record.agrees("obs", list(test.observed.values()))
    record.agrees("exp", list(test.expected.values()))


def test_stratified_by_nodes_agrees_with_r(two_arms, truth):
    record = truth("o08_logrank_strat")
    strata = [
        two_arms.where(two_arms["node4"] == level).groups("rfs_time", "rfs", "rx", COMPARED)
        for level in (0, 1)
    ]

    test = stratified_log_rank(strata)

    record.agrees("chisq", test.chi_square)
    record.agrees("p", test.p)


def test_weighted_to_early_events_agrees_with_r(two_arms, truth):
    record = truth("o09_peto")

    test = log_rank(two_arms.groups("rfs_time", "rfs", "rx", COMPARED), rho=1)

    record.agrees("chisq", test.chi_square)
    record.agrees("p", test.p)


def test_two_deaths_by_hand():
    """Day 1: 1 of 2 v 0 of 2 at risk; day 2: 0 of 1 v 1 of 2. V = 1/4 + 2/9."""
    test = log_rank({"A": group((1, True), (9, False)), "B": group((2, True), (9, False))})

    assert test.expected["A"] == pytest.approx(1 / 2 + 1 / 3)
    assert test.chi_square == pytest.approx((1 - 5 / 6) ** 2 / (1 / 4 + 2 / 9))


def test_an_arm_without_events_is_still_compared():
    """The log-rank test holds where the hazard ratio has no estimate."""
    treated = group(*[(100, False)] * 20)
    control = group(*[(day, True) for day in range(1, 21)])

    test = log_rank({"control": control, "treated": treated})

    assert test.observed == {"control": 20, "treated": 0}
    assert test.p < 1e-6


def test_nobody_with_the_event_is_not_estimable():
    test = log_rank({"A": group((1, False)), "B": group((2, False))})

    assert test.reason is Reason.NO_EVENTS


def test_one_group_alone_is_not_estimable():
    assert log_rank({"A": group((1, True))}).reason is Reason.ONE_GROUP


def test_an_empty_group_costs_no_degree_of_freedom():
    nobody = SurvivalTimes.of([], [])
    rows = {"A": group((1, True), (9, False)), "B": group((2, True), (9, False))}

    with_empty = log_rank({**rows, "C": nobody})

    assert with_empty.df == 1
    assert with_empty.chi_square == pytest.approx(log_rank(rows).chi_square)


def test_nobody_at_all_is_not_estimable():
    nobody = SurvivalTimes.of([], [])

    assert log_rank({"A": nobody, "B": nobody}).reason is Reason.NO_PARTICIPANTS


def test_the_last_one_at_risk_carries_no_variance():
    """Day 1: 2 events of 3, V = 2/9. Day 2: A's second is alone, one seen and one expected."""
    test = log_rank({"A": group((1, True), (2, True)), "B": group((1, True))})

    assert test.expected["A"] == pytest.approx(4 / 3 + 1)
    assert test.chi_square == pytest.approx((1 / 3) ** 2 / (2 / 9))


def test_each_group_in_its_own_stratum_cannot_be_compared():
    test = stratified_log_rank(
        [{"A": group((1, True), (2, True))}, {"B": group((1, True), (3, False))}]
    )

    assert test.reason is Reason.NO_VARIANCE


def test_a_stratum_with_one_arm_only_adds_nothing():
    both = {"A": group((1, True), (9, False)), "B": group((2, True), (9, False))}

    alone = stratified_log_rank([both, {"A": group((5, True), (6, True))}])

    assert alone.chi_square == pytest.approx(log_rank(both).chi_square)
