import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.cox import cox
from analysis.domain.survival.prediction import predicted_curve
from analysis.domain.survival.times import SurvivalTimes


@pytest.fixture
def model(two_arms):
    covariates = {name: two_arms[name] for name in ("age", "sex", "node4")}
    return cox(
        two_arms.times("rfs_time", "rfs"), {"trt": two_arms["rx"] == "Lev+5FU", **covariates}
    )


@pytest.mark.parametrize("trt", [0, 1])
def test_prediction_agrees_with_r(model, truth, trt):
    curve = predicted_curve(model, {"trt": trt, "age": 60, "sex": 1, "node4": 0})

    found = [curve.at(day) for day in (365.25, 730.5, 1826.25)]

    truth("o15_cox_predict").agrees(f"trt{trt}", found)


def test_before_the_first_event_everybody_is_free(model):
    curve = predicted_curve(model, {"trt": 0, "age": 60, "sex": 1, "node4": 0})

    assert curve.at(curve.days[0] - 1) == 1


def test_beyond_all_follow_up_nothing_is_predicted(model):
    curve = predicted_curve(model, {"trt": 0, "age": 60, "sex": 1, "node4": 0})

    assert curve.at(curve.last_day + 1).reason is Reason.NOT_REACHED


def test_each_stratum_has_its_own_baseline():
    days = [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]
    times = SurvivalTimes.of(days, [True] * 12)
    model = cox(times, {"x": [0, 1, 1, 0, 0, 1] * 2}, strata=np.repeat(["A", "B"], 6))

    early, late = (predicted_curve(model, {"x": 0}, stratum=place) for place in (0, 1))

    assert early.surv == pytest.approx(late.surv)
    assert (late.days == 10 * early.days).all()
