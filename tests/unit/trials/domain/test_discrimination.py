import numpy as np

from analysis.domain.performance.ranks import beaten


def test_each_pair_is_counted_once_and_a_tie_as_a_half():
    found = beaten(np.array([2.0, 0.0, 9.0]), np.array([1.0, 2.0, 2.0]), np.array([1.0, 2.0, 4.0]))

    assert found.tolist() == [1 + 6 / 2, 0, 7]
