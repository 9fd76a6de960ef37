import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.cox import cox
from analysis.domain.survival.proportionality import Clock, proportionality
from analysis.domain.survival.times import SurvivalTimes

NAMES = ["trt", "age", "sex", "node4"]


@pytest.fixture
def times(two_arms):
    return two_arms.times("rfs_time", "rfs")


@pytest.fixture
def model(two_arms, times):
    others = {name: two_arms[name] for name in NAMES[1:]}
    return cox(times, {"trt": two_arms["rx"] == "Lev+5FU", **others})


@pytest.mark.parametrize("clock", Clock)
def test_the_score_test_agrees_with_r(model, times, truth, clock):
    record = truth("o12_zph")

    found = proportionality(model, times, clock=clock)

    tests = [*found.terms.values(), found.overall]
    record.agrees(f"chisq_{clock}", [test.chi_square for test in tests])
    if clock is Clock.KM:
        record.agrees("p_km", [test.p for test in tests])
    assert [test.df for test in tests] == [1, 1, 1, 1, 4]


def test_each_event_has_a_residual_and_their_mean_is_the_coefficient(model, times):
    found = proportionality(model, times)

    assert found.residuals.shape == (times.events, 4)
    assert found.residuals.mean(axis=0) == pytest.approx(model.coef)
    assert (np.diff(found.days) >= 0).all()
    assert (np.diff(found.clock_time) >= 0).all()


def test_one_stratum_is_no_stratum(two_arms, times):
    trt = {"trt": two_arms["rx"] == "Lev+5FU"}

    plain = proportionality(cox(times, trt), times)
    one = proportionality(cox(times, trt, strata=np.zeros(len(times))), times)

    assert one.overall.chi_square == pytest.approx(plain.overall.chi_square)


def test_a_ratio_that_turns_over_is_found_within_strata():
    """Those treated have the event late in the first half and early in the second."""
    x = np.repeat([0.0, 1.0, 1.0, 0.0], 50)
    times = SurvivalTimes.of(np.arange(200), np.ones(200, bool))
    strata = np.arange(200) % 2

    found = proportionality(cox(times, {"x": x}, strata=strata), times)

    assert found.overall.p < 0.01
    assert len(found.days) == 200


def test_events_of_one_day_cannot_drift():
    times = SurvivalTimes.of([5] * 10 + [9] * 10, [True] * 10 + [False] * 10)
    x = np.tile([0, 0, 1], 7)[:20]

    answer = proportionality(cox(times, {"x": x}), times)

    assert answer.reason is Reason.NO_VARIANCE
