import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.regression.logistic import logistic
from analysis.domain.regression.multinomial import multinomial

STRATEGIES = ["alone", "tace", "systemic", "both"]


@pytest.fixture
def care():
    rng = np.random.default_rng(5)
    x = rng.normal(size=400)
    odds = np.exp(np.column_stack([0 * x, 0.5 * x, -0.4 + 0.9 * x, -0.8 - 0.5 * x]))
    share = np.cumsum(odds / odds.sum(axis=1, keepdims=True), axis=1)
    return [STRATEGIES[(rng.random() > one).sum()] for one in share], {"x": x}


def test_two_levels_are_logistic_regression(asah):
    received = np.where(asah["y"] == 1, "poor", "good")
    covariates = {"age": asah["age"], "wfns": asah["wfns"]}

    several = multinomial(received, covariates, levels=["good", "poor"])
    two = logistic(asah["y"], covariates)

    assert several.coef[0] == pytest.approx(two.coef)
    assert several.fitted[:, 1] == pytest.approx(two.fitted)
    assert -2 * several.log_likelihood == pytest.approx(two.deviance)


def test_fitted_shares_add_up_and_reproduce_the_counts_and_means(care):
    """The equations that define the maximum."""
    received, covariates = care

    model = multinomial(received, covariates, levels=STRATEGIES)

    assert model.fitted.sum(axis=1) == pytest.approx(1)
    for place, level in enumerate(STRATEGIES):
        chosen = np.array(received) == level
        assert model.fitted[:, place].sum() == pytest.approx(chosen.sum())
        assert model.fitted[:, place] @ covariates["x"] == pytest.approx(covariates["x"] @ chosen)


def test_another_order_of_levels_gives_the_same_shares(care):
    received, covariates = care

    there = multinomial(received, covariates, levels=STRATEGIES).fitted
    back = multinomial(received, covariates, levels=STRATEGIES[::-1]).fitted

    assert back[:, ::-1] == pytest.approx(there)


def test_a_strategy_nobody_received_is_not_estimable(care):
    answer = multinomial(*care, levels=[*STRATEGIES, "transplant"])

    assert answer.reason is Reason.NO_PARTICIPANTS
    assert "transplant" in str(answer)


def test_a_strategy_told_by_a_covariate_is_separation():
    x = np.arange(30.0)
    received = ["a"] * 10 + ["b"] * 10 + ["c"] * 10

    answer = multinomial(received, {"x": x}, levels=["a", "b", "c"])

    assert answer.reason is Reason.SEPARATION


def test_a_covariate_that_repeats_another_is_not_estimable(care):
    received, covariates = care
    again = {**covariates, "twice": 2 * covariates["x"]}

    assert multinomial(received, again, levels=STRATEGIES).reason is Reason.COLLINEAR


def test_a_model_that_does_not_settle_says_so(care, monkeypatch):
    monkeypatch.setattr("analysis.domain.regression.multinomial.MOST_STEPS", 1)

    assert multinomial(*care, levels=STRATEGIES).reason is Reason.NOT_CONVERGED
