import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from inference.domain import discrimination as d

OUTCOME = np.array([1, 1, 1, 0, 0, 0, 0])
SCORE = np.array([0.9, 0.6, 0.4, 0.5, 0.4, 0.2, 0.1])


def test_the_area_is_the_share_of_pairs_in_order_with_ties_half():
    # 0.9 beats 4, 0.6 beats 4, 0.4 beats 2 and ties with 1: 10.5 of 12.
    assert d.auc(OUTCOME, SCORE).value == pytest.approx(10.5 / 12)


def test_the_interval_is_that_of_delong_worked_by_hand():
    # By case 1, 1, 0.625; by control 2/3, 2.5/3, 1, 1.
    cases, controls = np.array([1, 1, 0.625]), np.array([2 / 3, 2.5 / 3, 1, 1])
    error = np.sqrt(cases.var(ddof=1) / 3 + controls.var(ddof=1) / 4)
    found = d.auc(OUTCOME, SCORE)
    assert found.low == pytest.approx(0.875 - 1.959963985 * error)
    assert found.high == 1.0


@given(st.integers(0, 2**32 - 1))
def test_it_agrees_with_mann_and_whitney(seed):
    rng = np.random.default_rng(seed)
    outcome = np.r_[1, 0, rng.integers(0, 2, 30)]
    score = rng.integers(0, 8, 32).astype(float)
    cases, controls = score[outcome == 1], score[outcome == 0]
    u = mannwhitneyu(cases, controls).statistic / (len(cases) * len(controls))
    assert d.auc(outcome, score).value == pytest.approx(u)


def test_the_interval_covers_what_it_says():
    """Normal scores one standard deviation apart have an area of 0.7602."""
    rng = np.random.default_rng(1)
    outcome = np.r_[np.ones(60), np.zeros(60)]
    covered = [
        (one := d.auc(outcome, rng.normal(size=120) + outcome)).low < 0.76025 < one.high
        for _ in range(600)
    ]
    assert 0.92 < np.mean(covered) < 0.98


def test_a_score_does_not_differ_from_itself():
    same = d.compared_auc(OUTCOME, SCORE, SCORE).difference
    assert (same.value, same.low, same.high) == (0, 0, 0)


def test_two_scores_of_the_same_people_are_compared_in_pairs():
    rng = np.random.default_rng(2)
    outcome = np.r_[np.ones(100), np.zeros(100)]
    good = rng.normal(size=200) + outcome
    better = good + 0.3 * outcome
    found = d.compared_auc(outcome, better, good)
    assert 0 < found.difference.low < found.difference.value
    apart = found.first.high - found.first.low
    assert found.difference.high - found.difference.low < apart / 3


@pytest.mark.parametrize("outcome", [np.ones(4), np.zeros(4)])
def test_without_both_outcomes_there_is_no_area(outcome):
    with pytest.raises(ValueError, match="both outcomes"):
        d.auc(outcome, np.arange(4.0))


def test_wilson_by_hand():
    # 8 of 10 (Newcombe 1998): 0.4902 to 0.9433.
    found = d.proportion(8, 10)
    assert (found.value, found.low, found.high) == (0.8, pytest.approx(0.4902, abs=1e-4),
                                                    pytest.approx(0.9433, abs=1e-4))  # fmt: skip


def test_all_right_has_an_upper_end_of_one():
    assert d.proportion(10, 10).high == pytest.approx(1)


def test_accuracies_of_the_same_people():
    right, too = np.array([1, 1, 1, 0] * 25, bool), np.array([1, 0, 1, 0] * 25, bool)
    found = d.compared_accuracy(right, too)
    assert found.value == 0.25
    assert found.low == pytest.approx(0.25 - 1.96 * np.sqrt(0.25 * 0.75 / 99), abs=1e-4)


def test_the_calibration_line_is_found_again():
    rng = np.random.default_rng(3)
    logit = rng.normal(0, 2, 40_000)
    truth = 1 / (1 + np.exp(-(0.5 * logit - 1)))
    slope, intercept = d.calibration_line((rng.random(40_000) < truth).astype(int), logit)
    assert (slope, intercept) == (pytest.approx(0.5, abs=0.03), pytest.approx(-1, abs=0.05))


def test_what_is_predicted_and_happens_has_no_gap():
    probability = np.repeat([0.2, 0.8], 50)
    outcome = np.r_[np.ones(10), np.zeros(40), np.ones(40), np.zeros(10)]
    assert d.calibration_error(outcome, probability, bins=2) == pytest.approx(0)
    assert d.calibration_error(1 - outcome, probability, bins=2) == pytest.approx(0.6)


def test_brier_is_the_mean_square():
    assert d.brier(np.array([1, 0]), np.array([0.5, 0.25])) == pytest.approx((0.25 + 0.0625) / 2)
