"""What a data set may bring: an answer or a reason, never a NaN, a warning or a crash."""

import numpy as np
import pytest

from analysis.domain.discrimination import harrell_c, uno_c
from analysis.domain.estimates import Meaningless, NotEstimable, Reason
from analysis.domain.performance.known_states import known_states
from analysis.domain.performance.roc import roc_area
from analysis.domain.performance.time_dependent import area_at, brier_at
from analysis.domain.regression.logistic import logistic
from analysis.domain.survival.cox import cox
from analysis.domain.survival.cumulative_incidence import cumulative_incidence
from analysis.domain.survival.fine_gray import fine_gray
from analysis.domain.survival.frailty import shared_frailty
from analysis.domain.survival.incidence_jackknife import errors_of
from analysis.domain.survival.kaplan_meier import kaplan_meier, reverse_kaplan_meier
from analysis.domain.survival.nelson_aalen import nelson_aalen
from analysis.domain.survival.robust import with_robust_errors
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.survival.turnbull import IntervalTimes
from analysis.domain.survival.weibull import weibull
from analysis.domain.weighting.balance import mean_differences

ROWS = 40
CHANCE = np.random.default_rng(7)
DAYS = CHANCE.integers(0, 500, ROWS)
HAD = CHANCE.random(ROWS) < 0.5
SCORE = CHANCE.normal(size=ROWS)
TIMES = SurvivalTimes.of(DAYS, HAD)
NOBODY = np.zeros(ROWS, bool)
GAP = np.where(np.arange(ROWS) == 3, np.nan, SCORE)

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize(
    "method",
    [
        lambda x: cox(TIMES, {"x": x}),
        lambda x: fine_gray(TIMES, NOBODY, {"x": x}),
        lambda x: shared_frailty(TIMES, {"x": x}, np.arange(ROWS) % 4),
        lambda x: weibull(IntervalTimes.of(DAYS, np.where(HAD, DAYS + 1, np.nan)), {"x": x}),
        lambda x: logistic(HAD, {"x": x}),
        lambda x: mean_differences({"x": x}, HAD),
        lambda x: harrell_c(TIMES, x),
        lambda x: uno_c(TIMES, x),
        lambda x: roc_area(HAD, x),
        lambda x: area_at(known_states(TIMES, horizon=100), x),
        lambda x: brier_at(known_states(TIMES, horizon=100), x),
    ],
)
@pytest.mark.parametrize("what", [np.nan, np.inf])
def test_a_gap_is_refused_and_not_ranked(method, what):
    with pytest.raises(Meaningless, match="somebody has no number here"):
        method(np.where(np.isnan(GAP), what, GAP))


@pytest.mark.parametrize("weight", [np.nan, np.inf, -1.0])
def test_a_weight_is_a_number_not_below_0(weight):
    with pytest.raises(Meaningless):
        SurvivalTimes.of([3, 4], [True, False], weights=[1.0, weight])


def test_a_weight_of_0_is_nobody():
    """As if the rows were not there: R refuses them instead."""
    weight = np.where(np.arange(ROWS) % 3, 1.5, 0.0)
    kept = weight > 0
    whole = SurvivalTimes.of(DAYS, HAD, weights=weight)
    model, without = (
        with_robust_errors(cox(times, {"x": x}))
        for times, x in ((whole, SCORE), (whole.where(kept), SCORE[kept]))
    )

    assert model.coef == pytest.approx(without.coef, rel=1e-12)
    assert model.covariance == pytest.approx(without.covariance, rel=1e-12)
    assert whole.events == (HAD & kept).sum()


def test_where_only_those_of_weight_0_had_the_event_there_is_none():
    weight = np.where(HAD, 0.0, 1.0)
    times = SurvivalTimes.of(DAYS, HAD, weights=weight)
    curve = cumulative_incidence(times, NOBODY)

    assert cox(times, {"x": SCORE}).reason is Reason.TOO_FEW_EVENTS
    assert cox(times, {"x": SCORE}, fewest_events=0).reason is Reason.NO_EVENTS
    assert not errors_of(curve, times, NOBODY).any()


def test_where_everybody_weighs_0_nobody_is_there():
    times = SurvivalTimes.of(DAYS, HAD, weights=np.zeros(ROWS))

    for found in (
        kaplan_meier(times),
        reverse_kaplan_meier(times),
        nelson_aalen(times),
        cumulative_incidence(times, NOBODY),
        cox(times, {"x": SCORE}),
    ):
        assert found.reason is Reason.NO_PARTICIPANTS


def test_one_participant_has_no_error_of_a_score():
    states = known_states(SurvivalTimes.of([5], [True]), horizon=10)

    assert brier_at(states, [0.4]).reason is Reason.NO_PARTICIPANTS


def test_a_unit_far_too_large_has_a_ratio_beyond_any_number():
    model = cox(TIMES, {"x": (DAYS % 7 - 3.0) * -1e-12 + SCORE * 1e-12})
    term = model.terms["x"]

    assert term.coef > 1e10 or term.coef < -1e10
    assert term.hazard_ratio in (0.0, np.inf)


def test_one_value_far_from_all_others_leaves_a_frailty_open():
    x = np.where(np.arange(ROWS) == ROWS - 1, 1e6, 0.0)

    found = shared_frailty(TIMES, {"x": x}, np.arange(ROWS) % 2)

    assert isinstance(found, NotEstimable)
