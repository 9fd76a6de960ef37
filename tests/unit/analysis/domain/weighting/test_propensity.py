import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.weighting.propensity import propensity


def test_chances_of_hormone_therapy_agree_with_r(chances, truth):
    record = truth("o42_ps_model")

    record.agrees("ps_coef", chances.coef[0])
    record.agrees("ps_min", chances.shares[:, 1].min())
    record.agrees("ps_max", chances.shares[:, 1].max())


def test_the_chance_of_what_was_received(chances, treated):
    expected = np.where(treated, chances.shares[:, 1], chances.shares[:, 0])

    assert chances.of_received == pytest.approx(expected)
    assert (chances.who_received("hormone") == treated).all()


def test_positivity_counts_those_who_received_the_improbable(chances):
    assert chances.unlikely() == 0
    assert chances.unlikely(below=0.5) == pytest.approx((chances.of_received < 0.5).mean())


def test_several_strategies_have_chances_that_add_up(gbsg):
    received = [f"grade {grade:.0f}" for grade in gbsg["grade"]]
    levels = ["grade 1", "grade 2", "grade 3"]

    found = propensity(received, {"age": gbsg["age"], "size": gbsg["size"]}, levels=levels)

    assert found.shares.sum(axis=1) == pytest.approx(1)
    assert found.coef.shape == (2, 3)


@pytest.mark.parametrize("levels", [["a", "b"], ["a", "b", "c"]])
def test_a_strategy_told_by_a_covariate_has_no_propensity(levels):
    received = np.repeat(levels, 10)

    answer = propensity(received, {"x": np.arange(float(len(received)))}, levels=levels)

    assert answer.reason is Reason.SEPARATION
