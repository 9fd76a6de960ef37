import pytest

from analysis.domain.estimates import Reason
from analysis.domain.performance.net_benefit import net_benefits, survival_net_benefits
from analysis.domain.survival.times import SurvivalTimes


def test_a_decision_curve_agrees_with_r(asah_pred, truth):
    record = truth("o40_dca")

    found = net_benefits(asah_pred["y"], asah_pred["p2"], thresholds=[0.1, 0.2, 0.35, 0.5])

    record.agrees("model", [one.model for one in found])
    record.agrees("all", [one.treat_all for one in found])


def test_a_decision_curve_at_a_year_agrees_with_r(lung_test, lung_times, truth):
    record = truth("o34_dca_surv")

    found = survival_net_benefits(
        lung_times, lung_test["risk365"], horizon=365, thresholds=[0.3, 0.5, 0.7]
    )

    record.agrees("model", [one.model for one in found])
    record.agrees("all", [one.treat_all for one in found])


def test_treating_exactly_those_with_the_event_is_worth_their_share():
    found = net_benefits([1, 0, 0, 1], [0.9, 0.1, 0.1, 0.9], thresholds=[0.5])

    assert found[0].model == 0.5


def test_treating_nobody_is_worth_nothing(lung_times):
    risk = [0.1] * len(lung_times)

    assert net_benefits([1, 0], [0.1, 0.1], thresholds=[0.5])[0].model == 0
    found = survival_net_benefits(lung_times, risk, horizon=365, thresholds=[0.5])
    assert found[0].model == 0


def test_without_losses_both_forms_agree():
    days, risk = [1, 5, 9, 20], [0.7, 0.2, 0.6, 0.4]
    times = SurvivalTimes.of(days, [True] * 4)

    plain = net_benefits([1, 1, 0, 0], risk, thresholds=[0.5])[0]
    survival = survival_net_benefits(times, risk, horizon=6, thresholds=[0.5])[0]

    assert survival.model == pytest.approx(plain.model)
    assert survival.treat_all == pytest.approx(plain.treat_all)


def test_a_horizon_the_treated_did_not_reach_says_so():
    times = SurvivalTimes.of([5, 99], [False, False])

    found = survival_net_benefits(times, [0.9, 0.1], horizon=50, thresholds=[0.5])[0]

    assert found.model.reason is Reason.NOT_REACHED
    assert found.treat_all == -1


def test_nobody_is_not_estimable():
    nobody = SurvivalTimes.of([], [])

    assert net_benefits([], [], thresholds=[0.5]).reason is Reason.NO_PARTICIPANTS
    answer = survival_net_benefits(nobody, [], horizon=5, thresholds=[0.5])
    assert answer.reason is Reason.NO_PARTICIPANTS
