from math import inf

import pytest

from analysis.domain.estimates import Estimate, Ratio


def test_wald_limits_are_symmetric_and_the_test_agrees_with_them():
    found = Estimate.wald(1.96, 1.0)

    assert found.lower == pytest.approx(0, abs=1e-4)
    assert found.upper == pytest.approx(3.92, abs=1e-4)
    assert found.p == pytest.approx(0.05, abs=1e-4)


def test_a_difference_without_spread_is_certain_or_none():
    assert (Estimate.wald(0.2, 0).z, Estimate.wald(0.2, 0).p) == (inf, 0)
    assert (Estimate.wald(-0.2, 0).z, Estimate.wald(0, 0).p) == (-inf, 1)


def test_limits_of_a_ratio_are_symmetric_on_the_log_scale():
    found = Ratio.of_log(0.5, 0.2)

    assert found.lower * found.upper == pytest.approx(found.value**2)
