"""The simulation that is shipped, in small: docs/comparison.md holds the large one."""

import numpy as np
import pytest

from analysis.domain.comparison.simulation import HORIZON, band, invented, simulate


@pytest.fixture(scope="module")
def nothing():
    return simulate(runs=24, size=700, effect=0.0, seed=3)


def test_the_naive_contrast_finds_what_is_not_there(nothing):
    assert nothing["log_rank"].rejection > 0.7
    assert nothing["curves"].covered < 12


@pytest.mark.parametrize("name", ["overlap", "iptw", "hazard", "value"])
def test_ours_does_not(nothing, name):
    # Of 24 at 5 %, five or more happen once in 160 times; with this seed they do not.
    assert nothing[name].runs == 24
    assert nothing[name].rejected <= 4


def test_a_known_effect_is_found_and_covered():
    found = simulate(runs=12, size=700, effect=0.6, seed=4)
    for name in ("overlap", "iptw", "value"):
        assert found[name].covered >= 10
    assert found["overlap"].rejected >= 10
    assert found["overlap"].mean > 0.1


def test_the_same_seed_gives_the_same_trial():
    one, other = invented(50, effect=0.3, seed=9), invented(50, effect=0.3, seed=9)
    assert one.cohort.times.days.tolist() == other.cohort.times.days.tolist()


def test_the_truth_is_what_many_would_show():
    """The chances said of each are those their times were drawn with."""
    one = invented(40000, effect=0.5, seed=1)
    cohort = one.cohort
    long = cohort.times.days > HORIZON
    # Censored before the horizon at random, so compare among those who could be followed there.
    lost = (~cohort.times.observed) & (cohort.times.days <= HORIZON)
    own = np.where(cohort.agreed, one.followed, one.otherwise)
    weights = np.where(lost, 0, 1)
    assert long[~lost].mean() > own.mean() - 0.15
    assert np.average(cohort.agreed, weights=weights) == pytest.approx(one.chance.mean(), abs=0.03)


def test_the_band_of_a_thousand_runs():
    assert band(1000) == pytest.approx((0.0322, 0.0678), abs=1e-4)
