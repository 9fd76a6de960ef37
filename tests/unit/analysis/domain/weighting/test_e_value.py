import pytest

from analysis.domain.estimates import Ratio
from analysis.domain.weighting.e_value import e_value


def ratio(value, lower, upper):
    return Ratio(value=value, log_se=0.1, lower=lower, upper=upper)


def test_the_overlap_weighted_ratio_agrees_with_r(truth):
    overlap, record = truth("o44_overlap").values, truth("o45_evalue")
    found = ratio(overlap["hr"], overlap["lower"], overlap["upper"])

    record.agrees("common", e_value(found).estimate)
    record.agrees("common_ci", e_value(found).limit)
    record.agrees("rare", e_value(found, rare=True).estimate)
    record.agrees("rare_ci", e_value(found, rare=True).limit)


def test_an_interval_that_holds_one_needs_nothing_to_explain_it():
    assert e_value(ratio(0.8, 0.6, 1.1)).limit == 1


def test_a_ratio_and_its_inverse_are_as_hard_to_explain():
    harm, benefit = e_value(ratio(2, 1.5, 3)), e_value(ratio(1 / 2, 1 / 3, 1 / 1.5))

    assert harm.estimate == pytest.approx(benefit.estimate)
    assert harm.limit == pytest.approx(benefit.limit)
