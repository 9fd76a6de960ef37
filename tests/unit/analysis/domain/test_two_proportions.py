from math import inf

import pytest

from analysis.domain.estimates import Reason
from analysis.domain.two_proportions import Counted, Margins, two_proportions


def counted(yes, of):
    return Counted(yes=yes, of=of)


@pytest.fixture
def found():
    return two_proportions(counted(20, 72), counted(9, 72))


def test_two_arms_of_72_agree_with_r(found, truth):
    record = truth("o49_two_props")

    record.agrees("diff", found.difference)
    record.agrees("lower", found.limits.lower)
    record.agrees("upper", found.limits.upper)
    record.agrees("fisher_p", found.fisher_p)
    record.agrees("chisq", found.chi_square)
    record.agrees("chisq_yates", found.chi_square_yates)


def test_the_odds_ratio_is_that_of_r_as_far_as_r_looks_for_it(found, truth):
    """R's fisher.test ends its search at a tolerance of 1.2e-4; ours solves the equations."""
    values = truth("o49_two_props").values
    ratio = found.odds_ratio

    assert ratio.value == pytest.approx(values["fisher_or"], rel=1.2e-4)
    assert ratio.limits.lower == pytest.approx(values["or_lower"], rel=1.2e-4)
    assert ratio.limits.upper == pytest.approx(values["or_upper"], rel=1.2e-4)


def test_the_odds_ratio_solves_its_equations(found):
    from math import log

    table, ratio = Margins.of(counted(20, 72), counted(9, 72)), found.odds_ratio

    assert table.mean(log(ratio.value)) == pytest.approx(20, rel=1e-11)
    assert table.upper_tail(log(ratio.limits.lower)) == pytest.approx(0.025, rel=1e-10)
    assert table.lower_tail(log(ratio.limits.upper)) == pytest.approx(0.025, rel=1e-10)


def test_exchanging_the_arms_turns_everything_around(found):
    back = two_proportions(counted(9, 72), counted(20, 72))

    assert back.difference == -found.difference
    assert back.limits.lower == pytest.approx(-found.limits.upper)
    assert back.fisher_p == pytest.approx(found.fisher_p)
    assert back.odds_ratio.value * found.odds_ratio.value == pytest.approx(1)


def test_the_lady_tasting_tea():
    """Fisher's own example: 3 of 4 against 1 of 4; both tails hold 34 of 70 orders."""
    found = two_proportions(counted(3, 4), counted(1, 4))

    assert found.fisher_p == pytest.approx(34 / 70)


def test_an_arm_without_events_has_a_limit_all_the_same():
    found = two_proportions(counted(0, 20), counted(5, 20))

    assert found.odds_ratio.value == 0
    assert found.odds_ratio.limits.lower == 0
    assert 0 < found.odds_ratio.limits.upper < 2
    turned = two_proportions(counted(5, 20), counted(0, 20))
    assert (turned.odds_ratio.value, turned.odds_ratio.limits.upper) == (inf, inf)


def test_no_event_in_either_arm_is_no_difference():
    found = two_proportions(counted(0, 20), counted(0, 30))

    assert (found.difference, found.fisher_p) == (0, 1)
    assert found.limits.lower < 0 < found.limits.upper
    assert found.odds_ratio.reason is Reason.NO_VARIANCE
    assert found.chi_square.reason is Reason.NO_VARIANCE
    assert found.chi_square_p.reason is Reason.NO_VARIANCE


def test_an_empty_arm_is_not_estimable():
    assert two_proportions(counted(0, 0), counted(1, 5)).reason is Reason.NO_PARTICIPANTS
    assert two_proportions(counted(1, 5), counted(0, 0)).reason is Reason.NO_PARTICIPANTS
