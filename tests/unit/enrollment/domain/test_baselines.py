from datetime import date
from decimal import Decimal

import pytest

from enrollment.domain.baselines import baseline_on, covariates_of
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known

HCC_NEO = shipped("hcc-neo")
DAY = date(2026, 1, 8)


def dated(value, text, unit=None):
    return Known(value, unit=unit, date=PartialDate.parse(text))


def frozen(**facts):
    return baseline_on(DAY, facts=facts, protocol=HCC_NEO)


def test_the_covariates_are_those_of_the_plan():
    assert covariates_of(HCC_NEO) == (
        "age_at_consent",
        "tumor_count",
        "largest_tumor",
        "afp",
        "albi_score",
        "ecog",
        "pre_score",
    )


@pytest.mark.parametrize(
    ("when", "is_kept"),
    [("2026-01-07", True), ("2026-01-08", True), ("2026-01-09", False), ("2026-01", True)],
)
def test_what_is_dated_after_the_choice_never_explains_it(when, is_kept):
    found = frozen(afp=dated(Decimal(400), when))
    assert isinstance(found["afp"], Known) is is_kept


def test_a_derived_covariate_is_derived_from_what_was_known_then():
    liver = {
        "bilirubin": dated(Decimal(12), "2026-01-05", "umol/L"),
        "albumin": dated(Decimal(42), "2026-01-05", "g/L"),
    }
    assert isinstance(frozen(**liver)["albi_score"], Known)
    later = {**liver, "albumin": dated(Decimal(30), "2026-01-20", "g/L")}
    assert isinstance(frozen(**later)["albi_score"], Absent)


def test_a_covariate_nobody_recorded_is_named():
    assert frozen()["afp"] == Absent("not_recorded")


def test_everything_else_recorded_by_then_is_kept_too():
    assert frozen(diagnosis=Known("hcc"))["diagnosis"] == Known("hcc")
