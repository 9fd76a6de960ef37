import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.weighting.outcome_model import predicted_under


def test_what_was_received_is_predicted_as_fitted_and_the_mean_agrees(rule_value):
    """The maximum of a logistic model reproduces the mean outcome of each strategy."""
    received = rule_value["hormon"].astype(np.intp)

    found = predicted_under(
        rule_value["y"], received, {"age": rule_value["age"]}, levels=["no", "yes"]
    )

    for level in (0, 1):
        chosen = received == level
        assert found[chosen, level].mean() == pytest.approx(rule_value["y"][chosen].mean())


def test_an_interaction_lets_the_strategies_differ_by_covariate(rule_value):
    x = {"nodes": rule_value["nodes"]}
    received = rule_value["hormon"].astype(np.intp)

    def shifts(**options):
        found = predicted_under(rule_value["y"], received, x, levels=["no", "yes"], **options)
        odds = np.log(found / (1 - found))
        return odds[:, 1] - odds[:, 0]

    assert np.ptp(shifts()) == pytest.approx(0, abs=1e-9)
    assert np.ptp(shifts(interacting=["nodes"])) > 0.1


def test_one_outcome_only_cannot_be_predicted():
    answer = predicted_under([1, 1], np.array([0, 1]), {}, levels=["no", "yes"])

    assert answer.reason is Reason.ONE_GROUP
