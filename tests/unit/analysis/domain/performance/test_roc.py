import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.performance.roc import compared_areas, roc_area


def test_areas_of_three_scores_agree_with_proc(asah, truth):
    record = truth("o35_auc_delong")

    found = [roc_area(asah["y"], asah[name]) for name in ("s100b", "wfns", "ndka")]

    record.agrees("auc", [one.area for one in found])
    record.agrees("var", [one.variance for one in found])
    record.agrees("lower", [one.limits.lower for one in found])
    record.agrees("upper", [one.limits.upper for one in found])


def test_two_scores_of_the_same_people_agree_with_proc(asah, truth):
    record = truth("o36_delong_paired")

    found = compared_areas(asah["y"], asah["s100b"], asah["wfns"])

    record.agrees("z", found.difference.z)
    record.agrees("p", found.difference.p)
    record.agrees("cov", found.covariance)


def test_turning_the_score_around_turns_the_area_around(asah):
    there, back = roc_area(asah["y"], asah["age"]), roc_area(asah["y"], -asah["age"])

    assert there.area + back.area == pytest.approx(1)
    assert there.variance == pytest.approx(back.variance)


def test_only_the_order_of_the_score_counts(asah):
    assert roc_area(asah["y"], np.exp(asah["age"])) == roc_area(asah["y"], asah["age"])


def test_a_score_that_tells_all_apart_has_no_limits():
    found = roc_area([0, 0, 1, 1], [1, 2, 3, 4])

    assert found.area == 1
    assert found.limits.reason is Reason.NO_VARIANCE


def test_limits_stay_between_zero_and_one():
    found = roc_area([0, 0, 0, 1, 1, 1], [1, 2, 4, 3, 5, 6])

    assert found.limits.upper == 1


def test_a_score_compared_with_itself_has_no_difference(asah):
    found = compared_areas(asah["y"], asah["age"], 2 * asah["age"])

    assert found.difference.reason is Reason.NO_VARIANCE


@pytest.mark.parametrize("outcome", [[0, 0, 0], [1, 1, 0], []])
def test_too_few_of_one_kind_is_not_estimable(outcome):
    score = range(len(outcome))

    assert roc_area(outcome, score).reason is Reason.ONE_GROUP
    assert compared_areas(outcome, score, score).reason is Reason.ONE_GROUP
