import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.performance.known_states import known_states
from analysis.domain.performance.roc import roc_area
from analysis.domain.performance.time_dependent import (
    Controls,
    area_at,
    brier_at,
    difference,
    integrated,
    scaled_brier,
)
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import SurvivalTimes


@pytest.fixture(scope="session")
def year(lung_times):
    return known_states(lung_times, horizon=365)


@pytest.fixture(scope="session")
def competing():
    """Recurrence, death before it, and loss; the score knows something of recurrence."""
    rng = np.random.default_rng(11)
    score = rng.normal(size=150).round(1)
    ends = np.column_stack(
        [
            rng.exponential(500 * np.exp(-score)),
            rng.exponential(900, 150),
            rng.exponential(700, 150),
        ]
    ).astype(int)
    first = ends.argmin(axis=1)
    return SurvivalTimes.of(ends.min(axis=1), first == 0), first == 1, score


def test_areas_and_scores_agree_with_r(lung_test, lung_times, year, truth):
    record = truth("o32_td_auc_brier")
    null = 1 - kaplan_meier(lung_times).at(365).surv
    risks = [lung_test["risk365"], lung_test["risk365_2"]]

    areas = [area_at(year, risk) for risk in risks]
    scores = [brier_at(year, risk) for risk in (np.full(len(year), null), *risks)]

    record.agrees("auc", [area.estimate.value for area in areas])
    record.agrees("auc_se", [area.estimate.se for area in areas])
    record.agrees("brier", [score.estimate.value for score in scores])
    record.agrees("brier_se", [score.estimate.se for score in scores])
    record.agrees("d_auc", difference(areas[1], areas[0]).value)
    record.agrees("d_p", difference(areas[1], areas[0]).p)


def test_without_losses_the_area_is_the_plain_one():
    rng = np.random.default_rng(1)
    times = SurvivalTimes.of(rng.integers(1, 900, 80), np.ones(80, bool))
    score = rng.random(80)

    found = area_at(known_states(times, horizon=400), score).estimate
    plain = roc_area(times.days <= 400, score)

    assert found.value == pytest.approx(plain.area)
    assert found.se**2 == pytest.approx(plain.variance, rel=0.03)


def test_without_losses_the_score_is_the_mean_square():
    times = SurvivalTimes.of([1, 5, 9], [True, True, True])

    found = brier_at(known_states(times, horizon=6), [0.5, 1, 0.2]).estimate

    assert found.value == pytest.approx((0.25 + 0 + 0.04) / 3)


@pytest.mark.parametrize("controls", Controls)
def test_with_a_competing_event_each_pair_is_counted(competing, controls):
    """The definition, pair by pair."""
    times, died, score = competing
    states = known_states(times, horizon=365, competing=died)
    control = states.free | (states.other & (controls is Controls.WITHOUT_EVENT))
    pairs = np.outer(states.weight * states.case, states.weight * control)
    wins = np.sign(score[:, None] - score[None, :]) / 2 + 0.5

    found = area_at(states, score, controls=controls)

    assert found.estimate.value == pytest.approx((pairs * wins).sum() / pairs.sum())


@pytest.mark.parametrize("controls", Controls)
def test_the_error_is_near_that_of_leaving_each_one_out(competing, controls):
    """An independent answer, the curve of losses drawn anew each time."""
    times, died, score = competing
    kept = ~np.eye(len(score), dtype=bool)

    def without(one):
        states = known_states(times.where(one), horizon=365, competing=died[one])
        return (
            area_at(states, score[one], controls=controls).estimate.value,
            brier_at(states, 1 / (1 + np.exp(-score[one]))).estimate.value,
        )

    left_out = np.array([without(one) for one in kept])
    errors = np.sqrt(((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))

    states = known_states(times, horizon=365, competing=died)
    area = area_at(states, score, controls=controls).estimate.se
    brier = brier_at(states, 1 / (1 + np.exp(-score))).estimate.se
    assert [area, brier] == pytest.approx(errors.tolist(), rel=0.05)


def test_who_died_first_is_a_control_only_where_asked(competing):
    times, died, score = competing
    states = known_states(times, horizon=365, competing=died)

    free = area_at(states, score, controls=Controls.EVENT_FREE).estimate
    without = area_at(states, score, controls=Controls.WITHOUT_EVENT).estimate

    assert free.value != without.value


def test_row_order_changes_nothing(lung_test, lung_times):
    backwards = SurvivalTimes.of(lung_times.days[::-1], lung_times.observed[::-1])

    there = area_at(known_states(lung_times, horizon=365), lung_test["lp"]).estimate
    back = area_at(known_states(backwards, horizon=365), lung_test["lp"][::-1]).estimate

    assert (back.value, back.se) == (pytest.approx(there.value), pytest.approx(there.se))


def test_a_horizon_nobody_reached_is_not_estimable():
    states = known_states(SurvivalTimes.of([1, 2], [False, False]), horizon=9)

    assert area_at(states, [1, 2]).reason is Reason.ONE_GROUP
    assert brier_at(states, [0.1, 0.2]).reason is Reason.NOT_REACHED


def test_before_the_first_event_there_is_no_area(lung_test, lung_times):
    states = known_states(lung_times, horizon=1)

    assert area_at(states, lung_test["lp"]).reason is Reason.ONE_GROUP


def test_the_null_model_takes_nothing_away(lung_test, year):
    null = brier_at(year, np.full(len(year), 0.4))

    assert scaled_brier(null, null) == 0
    assert scaled_brier(brier_at(year, lung_test["risk365"]), null) < 1


def test_where_nobody_is_missed_there_is_nothing_to_take_away():
    states = known_states(SurvivalTimes.of([1, 2], [True, True]), horizon=5)
    perfect = brier_at(states, [1, 1])

    assert scaled_brier(perfect, perfect).reason is Reason.NO_VARIANCE


def test_the_mean_over_horizons_weighs_by_time(lung_times):
    scores = {
        day: brier_at(known_states(lung_times, horizon=day), np.full(len(lung_times), 0.3))
        for day in (100.0, 200.0, 400.0)
    }
    a, b, c = (scores[day].estimate.value for day in scores)

    assert integrated(scores) == pytest.approx(((a + b) / 2 * 100 + (b + c) / 2 * 200) / 300)
    assert integrated({100.0: scores[100.0]}) == a
