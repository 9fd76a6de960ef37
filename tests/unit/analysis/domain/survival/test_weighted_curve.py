import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.survival.weighted_curve import pulls_on, weighted_kaplan_meier


def test_with_equal_weights_the_error_is_near_greenwoods(arms):
    """Both estimate the same variance; under equal weights they differ by less than 1 %."""
    plain, robust = kaplan_meier(arms["Obs"]), weighted_kaplan_meier(arms["Obs"])

    assert robust.surv == pytest.approx(plain.surv)
    assert robust.at(730.5).se == pytest.approx(plain.at(730.5).se, rel=0.01)


def test_without_censoring_the_error_is_that_of_a_share():
    times = SurvivalTimes.of([1, 2, 2, 5, 9], [True] * 5)

    found = weighted_kaplan_meier(times)

    for surv, se in zip(found.surv[:-1], found.se[:-1], strict=True):
        assert se == pytest.approx(np.sqrt(surv * (1 - surv) / 5))


def test_the_size_of_the_weights_does_not_matter(arms):
    times = arms["Lev"]
    one, three = (
        weighted_kaplan_meier(
            SurvivalTimes.of(times.days, times.observed, weights=np.full(len(times), factor))
        )
        for factor in (1.0, 3.0)
    )

    assert three.se == pytest.approx(one.se)


def test_the_error_is_the_sum_of_what_each_person_changes(arms):
    """The derivative by each weight, taken numerically."""
    times = arms["Obs"].where(np.arange(len(arms["Obs"])) < 40)
    rng = np.random.default_rng(4)
    weights = rng.uniform(0.5, 2, 40)

    def surv(moved):
        return (
            kaplan_meier(SurvivalTimes.of(times.days, times.observed, weights=moved)).at(500).surv
        )

    nudge = 1e-6
    pulls = [
        weights[row] * (surv(weights + nudge * (np.arange(40) == row)) - surv(weights)) / nudge
        for row in range(40)
    ]
    found = weighted_kaplan_meier(SurvivalTimes.of(times.days, times.observed, weights=weights))

    assert found.at(500).se == pytest.approx(np.sqrt(np.sum(np.square(pulls))), rel=1e-4)


def test_somebody_without_weight_is_not_there():
    times = SurvivalTimes.of([1, 2, 3], [True, True, False], weights=[1, 0, 1])

    assert weighted_kaplan_meier(times).participants == 2


def test_nobody_is_not_estimable():
    assert weighted_kaplan_meier(SurvivalTimes.of([], [])).reason is Reason.NO_PARTICIPANTS


def test_the_pulls_on_a_day_add_up_to_its_error():
    chance = np.random.default_rng(3)
    days = chance.integers(1, 60, 80)
    times = SurvivalTimes.of(days, chance.random(80) < 0.6, weights=chance.random(80) + 0.2)
    curve = weighted_kaplan_meier(times)
    for day in (0, int(days.min()), 20.5, 40, int(days.max())):
        pulls = pulls_on(curve, times, day=day)
        at = curve.at(day)
        assert (pulls**2).sum() ** 0.5 == pytest.approx(at.se if at.surv else 0, abs=1e-12)


def test_a_pull_is_what_a_little_more_weight_does():
    days, observed = [5, 9, 9, 14, 20], [True, False, True, True, False]
    weights = np.array([1.0, 2, 1.5, 1, 1])
    times = SurvivalTimes.of(days, observed, weights=weights)
    pulls = pulls_on(weighted_kaplan_meier(times), times, day=15)
    for row in range(5):
        more = weights.copy()
        more[row] += 1e-6
        moved = weighted_kaplan_meier(SurvivalTimes.of(days, observed, weights=more)).at(15).surv
        still = weighted_kaplan_meier(times).at(15).surv
        assert pulls[row] == pytest.approx(weights[row] * (moved - still) / 1e-6, abs=1e-5)
