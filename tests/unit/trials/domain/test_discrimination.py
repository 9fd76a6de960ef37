import numpy as np
import pytest

from trials.domain.discrimination import Placements, beaten, limits_about


def test_each_pair_is_counted_once_and_a_tie_as_a_half():
    found = beaten(np.array([2.0, 0.0, 9.0]), np.array([1.0, 2.0, 2.0]), np.array([1.0, 2.0, 4.0]))

    assert found.tolist() == [1 + 6 / 2, 0, 7]


def test_one_case_has_an_area_and_no_spread_of_its_own():
    placed = Placements.of(np.array([True, False, False]), np.array([2.0, 1.0, 3.0]))

    assert placed.area == 0.5
    assert placed.variance == pytest.approx(0.5 / 2)


def test_limits_stay_within_what_can_be():
    assert limits_about(0.9, 0.04, confidence=0.95, lowest=0)[1] == 1
    assert limits_about(-0.9, 0.04, confidence=0.95, lowest=-1)[0] == -1
    assert limits_about(1.0, 1e-15, confidence=0.95, lowest=0) is None
