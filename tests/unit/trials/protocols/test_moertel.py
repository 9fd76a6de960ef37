"""The published colon trial, ready to take its 929 people."""

import pytest

from tests.factories.shipped_protocols import shipped
from trials.domain.protocol.arms import Allocation
from trials.domain.protocol.trial import ConsentBasis, Dates, Direction

MOERTEL = shipped("moertel")


def test_it_is_entered_in_retrospect_on_nominal_days():
    trial = MOERTEL.trial
    assert (trial.direction, trial.dates) == (Direction.RETROSPECTIVE, Dates.NOMINAL)
    assert trial.target == 929
    assert MOERTEL.consent.basis is ConsentBasis.WAIVER


def test_its_criteria_are_not_carried_and_it_says_so():
    assert MOERTEL.criteria == ()
    assert MOERTEL.trial.eligibility_complete is False


def test_arms_bear_the_names_of_the_data():
    assert MOERTEL.allocation is Allocation.IMPORTED
    assert [arm.id for arm in MOERTEL.arms] == ["Obs", "Lev", "Lev+5FU"]
    assert list(MOERTEL.facts["arm"].codes) == ["Obs", "Lev", "Lev+5FU"]
    assert [arm.id for arm in MOERTEL.arms if arm.is_comparator] == ["Obs"]


@pytest.mark.parametrize(
    ("endpoint", "events"),
    [("ttr", ("recurrence",)), ("rfs", ("recurrence", "death")), ("os", ("death",))],
)
def test_every_clock_starts_at_randomization_and_stops_at_last_contact(endpoint, events):
    spec = MOERTEL.endpoint(endpoint)
    assert (spec.origin, spec.events, spec.censor_at) == ("enrolled", events, "last_contact")
    # The published hazard ratio censors deaths; they do not compete.
    assert spec.competing == ()


def test_every_covariate_of_the_data_has_its_question():
    columns = [
        "sex",
        "age",
        "obstruct",
        "perfor",
        "adhere",
        "nodes",
        "differ",
        "extent",
        "surg",
        "node4",
    ]
    assert [name for name in columns if name not in MOERTEL.items] == []


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("sex", ["female", "male"]),
        ("differ", ["well", "moderate", "poor"]),
        ("extent", ["submucosa", "muscle", "serosa", "contiguous"]),
        ("surg", ["short", "long"]),
    ],
)
def test_codes_stand_in_the_order_of_the_data(name, codes):
    assert list(MOERTEL.items[name].codes) == codes


@pytest.mark.parametrize("name", ["nodes", "differ"])
def test_the_blanks_of_the_data_have_a_reason(name):
    assert "unknown" in MOERTEL.items[name].missing


@pytest.mark.parametrize("analysis", ["ttr_by_arm", "rfs_by_arm", "os_by_arm"])
def test_each_arm_is_compared_with_observation(analysis):
    plan = next(one for one in MOERTEL.analyses if one.id == analysis)
    assert (plan.by, plan.reference) == ("arm", "Obs")
    assert {"kaplan_meier", "log_rank", "cox"} <= set(plan.methods)


def test_nominal_days_stand_in_the_register():
    assert MOERTEL.ambiguity("nominal_dates").chosen == "nominal_randomization"
