import pytest

from analysis.domain.estimates import Reason
from analysis.domain.performance.diagnostics import diagnostics


def test_a_marker_at_its_threshold_agrees_with_r(asah, truth):
    record = truth("o37_diag")

    found = diagnostics(asah["y"], asah["s100b"] >= 0.2)

    record.agrees("tp", found.true_positives)
    record.agrees("fp", found.false_positives)
    record.agrees("fn", found.false_negatives)
    record.agrees("tn", found.true_negatives)
    for name, share in [
        ("sens", found.sensitivity),
        ("spec", found.specificity),
        ("ppv", found.positive_predictive_value),
        ("npv", found.negative_predictive_value),
        ("acc", found.accuracy),
    ]:
        record.agrees(name, [share.value, share.limits.lower, share.limits.upper])
    record.agrees("lrp", found.positive_likelihood_ratio)
    record.agrees("lrn", found.negative_likelihood_ratio)
    record.agrees("youden", found.youden)
    record.agrees("kappa", found.kappa)


def test_a_call_that_is_always_right_has_no_ratio():
    found = diagnostics([1, 1, 0], [1, 1, 0])

    assert found.kappa == 1
    assert found.youden == 1
    assert found.positive_likelihood_ratio.reason is Reason.NO_EVENTS
    assert found.negative_likelihood_ratio == 0


def test_nobody_called_leaves_no_predictive_value():
    found = diagnostics([1, 0], [0, 0])

    assert found.positive_predictive_value.reason is Reason.NO_PARTICIPANTS
    assert found.negative_predictive_value.value == 0.5


@pytest.mark.parametrize("outcome", [[1, 1], [0, 0]])
def test_one_outcome_only_says_half(outcome):
    found = diagnostics(outcome, outcome)

    assert found.youden.reason is Reason.ONE_GROUP
    assert found.kappa.reason is Reason.ONE_GROUP
    assert found.positive_likelihood_ratio.reason is Reason.ONE_GROUP
    assert found.accuracy.value == 1
