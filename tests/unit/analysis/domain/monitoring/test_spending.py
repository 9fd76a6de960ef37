import pytest

from analysis.domain.monitoring.spending import (
    hwang_shih_decani,
    kim_demets,
    obrien_fleming,
    pocock,
)

ALL = [
    obrien_fleming(0.025),
    pocock(0.025),
    kim_demets(0.025, power=3),
    hwang_shih_decani(0.025, gamma=-4),
    hwang_shih_decani(0.025, gamma=0),
]


@pytest.mark.parametrize("spend", ALL)
def test_spending_rises_to_all_of_it(spend):
    spent = [spend(share) for share in (0.1, 0.4, 0.8, 1, 1.3)]

    assert spent == sorted(spent)
    assert spent[0] > 0
    assert spent[3] == pytest.approx(0.025)
    assert spent[4] == pytest.approx(0.025)


def test_gamma_of_minus_four_spends_late_and_of_one_evenly():
    late, even = hwang_shih_decani(0.025, gamma=-4), hwang_shih_decani(0.025, gamma=1)

    assert late(0.5) < 0.1 * 0.025 * 1.3
    assert even(0.5) == pytest.approx(pocock(0.025)(0.5), rel=0.01)
