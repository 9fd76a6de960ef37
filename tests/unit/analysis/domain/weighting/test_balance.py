import numpy as np

from analysis.domain.estimates import Reason
from analysis.domain.weighting.balance import greatest, mean_differences


def test_differences_before_weighting_agree_with_r(covariates, treated, truth):
    found = mean_differences(covariates, treated)

    truth("o43_smd_crude").agrees("smd", list(found.values()))


def test_a_value_everybody_shares_has_no_difference():
    found = mean_differences({"x": [1, 1, 1, 1]}, np.array([True, True, False, False]))

    assert found["x"].reason is Reason.NO_VARIANCE
    assert greatest(found) == 0


def test_a_group_of_one_has_no_difference():
    found = mean_differences({"x": [1, 2, 3]}, np.array([True, False, False]))

    assert found["x"].reason is Reason.NO_PARTICIPANTS
