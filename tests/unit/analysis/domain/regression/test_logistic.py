import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.regression.logistic import expit, logistic, logit


def test_outcome_after_haemorrhage_agrees_with_r(asah, truth):
    record = truth("o41_logistic")

    model = logistic(asah["y"], {name: asah[name] for name in ("wfns", "age", "s100b", "ndka")})

    record.agrees("coef", model.coef)
    record.agrees("se", model.errors)
    record.agrees("deviance", model.deviance)


def test_one_yes_or_no_covariate_is_the_log_odds_ratio_of_the_table():
    y = [1] * 3 + [0] * 7 + [1] * 6 + [0] * 4
    x = [0] * 10 + [1] * 10

    term = logistic(y, {"x": x}).term("x")

    assert term.value == pytest.approx(np.log((6 / 4) / (3 / 7)))
    assert term.se == pytest.approx(np.sqrt(1 / 3 + 1 / 7 + 1 / 6 + 1 / 4))


def test_weight_two_is_two_copies(asah):
    x, y = {"age": asah["age"]}, asah["y"]

    weighted = logistic(y, x, weights=np.full(len(y), 2.0))
    copied = logistic(np.tile(y, 2), {"age": np.tile(asah["age"], 2)})

    assert weighted.coef == pytest.approx(copied.coef)
    # R takes its errors one step before the end, and a weight begins elsewhere than a copy.
    assert weighted.errors == pytest.approx(copied.errors, rel=1e-4)


def test_a_row_without_weight_teaches_nothing_and_is_predicted(asah):
    y, age = asah["y"], asah["age"]

    with_idle = logistic([*y, 1], {"age": [*age, 500]}, weights=[*np.ones(len(y)), 0])

    assert with_idle.coef == pytest.approx(logistic(y, {"age": age}).coef)
    assert len(with_idle.fitted) == len(y) + 1


def test_an_offset_already_known_leaves_nothing_to_find(asah):
    model = logistic(asah["y"], {"age": asah["age"]})

    again = logistic(asah["y"], {"age": asah["age"]}, offset=logit(model.fitted))

    assert again.coef == pytest.approx([0, 0], abs=1e-9)


def test_prediction_is_what_was_fitted(asah):
    model = logistic(asah["y"], {"age": asah["age"]})

    assert model.predicted({"age": asah["age"]}, rows=len(asah["y"])) == pytest.approx(model.fitted)


def test_a_perfect_split_is_not_estimable():
    answer = logistic([0, 0, 0, 1, 1, 1], {"x": [1, 2, 3, 4, 5, 6]})

    assert answer.reason is Reason.SEPARATION


def test_a_group_without_the_outcome_is_not_estimable():
    """Quasi-separation: the likelihood rises for ever along one covariate only."""
    answer = logistic([0, 1, 0, 1, 0, 0, 0, 0], {"x": [0] * 4 + [1] * 4})

    assert answer.reason is Reason.SEPARATION


def test_a_covariate_that_repeats_another_is_not_estimable(asah):
    age = asah["age"]

    assert logistic(asah["y"], {"a": age, "b": 3 * age + 1}).reason is Reason.COLLINEAR
    assert logistic(asah["y"], {"a": np.zeros(len(age))}).reason is Reason.COLLINEAR


def test_one_outcome_only_is_not_estimable():
    assert logistic([1, 1, 1], {"x": [1, 2, 3]}).reason is Reason.ONE_GROUP


def test_nobody_is_not_estimable():
    assert logistic([], {"x": []}).reason is Reason.NO_PARTICIPANTS


def test_a_model_that_does_not_settle_says_so(asah, monkeypatch):
    monkeypatch.setattr("analysis.domain.regression.logistic.MOST_STEPS", 2)

    assert logistic(asah["y"], {"age": asah["age"]}).reason is Reason.NOT_CONVERGED


def test_large_units_change_only_the_unit(asah):
    plain = logistic(asah["y"], {"age": asah["age"]}).term("age")
    large = logistic(asah["y"], {"age": asah["age"] * 1e6}).term("age")

    assert large.value * 1e6 == pytest.approx(plain.value)
    assert large.p == pytest.approx(plain.p)


def test_a_step_too_far_is_taken_back():
    """A skewed marker makes Newton's step overshoot; the score is 0 at the end all the same."""
    rng = np.random.default_rng(2)
    marker = np.exp(3 * rng.normal(size=80))
    y = rng.random(80) < expit(np.log(marker) - 0.5)

    model = logistic(y, {"marker": marker})

    assert (y - model.fitted) @ marker == pytest.approx(0, abs=1e-6)


def test_far_offsets_make_steps_that_must_be_taken_back():
    rng = np.random.default_rng(5)
    x, offset = rng.normal(size=60), 8 * rng.normal(size=60)
    y = rng.random(60) < expit(x)

    model = logistic(y, {"x": x}, offset=offset)

    assert (y - model.fitted).sum() == pytest.approx(0, abs=1e-8)
    assert (y - model.fitted) @ x == pytest.approx(0, abs=1e-8)
