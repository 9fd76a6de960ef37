from math import sqrt
from statistics import NormalDist

import pytest

from analysis.domain.estimates import Meaningless
from analysis.domain.monitoring.boundaries import (
    HIGHEST,
    crossing_chances,
    obrien_fleming_boundary,
    pocock_boundary,
    spending_boundary,
    with_bounds,
)
from analysis.domain.monitoring.spending import kim_demets, obrien_fleming, pocock

ALPHA = 0.025
THIRDS = [1 / 3, 2 / 3, 1]


DESIGNS = {
    "g01_asOF_3eq": lambda: spending_boundary(THIRDS, obrien_fleming(ALPHA)),
    "g02_asOF_2": lambda: spending_boundary([0.5, 1], obrien_fleming(ALPHA)),
    "g03_asP_3": lambda: spending_boundary(THIRDS, pocock(ALPHA)),
    "g04_OF_3": lambda: obrien_fleming_boundary(THIRDS, ALPHA),
    "g05_P_3": lambda: pocock_boundary(THIRDS, ALPHA),
    "g06_asKD2_3": lambda: spending_boundary(THIRDS, kim_demets(ALPHA, power=2)),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_boundaries_agree_with_rpact(name, truth):
    record, looks = truth(name), DESIGNS[name]()

    record.agrees("z", [look.z for look in looks])
    record.agrees("stage_alpha", [look.nominal for look in looks])
    record.agrees("cum_alpha", [look.spent for look in looks])


def test_all_error_is_spent_to_twelve_digits():
    looks = spending_boundary([0.1, 0.35, 0.4, 0.9, 1], obrien_fleming(ALPHA))

    assert looks[-1].spent == pytest.approx(ALPHA, abs=1e-12)


def test_one_look_is_the_fixed_test():
    (look,) = spending_boundary([1], obrien_fleming(ALPHA))

    assert look.z == pytest.approx(1.959964, abs=1e-6)


def test_a_look_off_schedule_spends_what_was_observed():
    planned = spending_boundary([0.5, 1], obrien_fleming(ALPHA))
    early = spending_boundary([0.45, 1], obrien_fleming(ALPHA))

    assert early[0].z > planned[0].z
    assert early[1].z < planned[1].z


def test_more_events_than_planned_spend_all():
    looks = spending_boundary([0.5, 1.1], obrien_fleming(ALPHA))

    assert looks[-1].spent == pytest.approx(ALPHA)


def test_nothing_is_left_after_all_is_spent():
    looks = spending_boundary([1, 1.2], obrien_fleming(ALPHA))

    assert looks[1].z == HIGHEST
    assert looks[1].spent == pytest.approx(ALPHA)


def test_a_very_early_look_cannot_cross():
    assert spending_boundary([0.001, 1], obrien_fleming(ALPHA))[0].z == HIGHEST


@pytest.mark.parametrize("information", [[0.5, 0.5], [0.7, 0.6], [0, 1]])
def test_looks_need_growing_information(information):
    with pytest.raises(Meaningless, match="more information"):
        spending_boundary(information, pocock(ALPHA))


def test_two_sided_bounds_spend_both_sides():
    """Pocock 1977, table 1: two looks at two-sided 0.05 have the bound 2.178; five looks 2.413."""
    assert pocock_boundary([0.5, 1], 0.05, two_sided=True)[0].z == pytest.approx(2.178, abs=5e-4)
    five = pocock_boundary([0.2, 0.4, 0.6, 0.8, 1], 0.05, two_sided=True)
    assert five[0].z == pytest.approx(2.413, abs=5e-4)


def test_the_chance_to_stop_under_an_effect_is_the_power():
    normal = NormalDist()
    drift = normal.inv_cdf(0.975) + normal.inv_cdf(0.8)

    (fixed,) = crossing_chances([1], [normal.inv_cdf(0.975)], drift=drift)

    assert fixed == pytest.approx(0.8)
    looks = spending_boundary(THIRDS, obrien_fleming(ALPHA))
    power = sum(crossing_chances(THIRDS, [look.z for look in looks], drift=drift))
    assert 0.78 < power < 0.8


def test_two_looks_agree_with_the_bivariate_normal():
    from scipy.stats import multivariate_normal

    looks = with_bounds([0.4, 1], [2.5, 2.0])

    inside = multivariate_normal([0, 0], [[1, sqrt(0.4)], [sqrt(0.4), 1]]).cdf([2.5, 2.0])
    assert looks[-1].spent == pytest.approx(1 - inside, abs=1e-6)
