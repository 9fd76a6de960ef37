from decimal import Decimal

import numpy as np
import pytest

from analysis.domain.comparison.covariates import design_of
from tests.factories.compared import person
from tests.factories.shipped_protocols import shipped
from trials.domain.values import Absent

PROTOCOL = shipped("hcc-adj")
PLAN = next(one for one in PROTOCOL.analyses if one.id == "consistency_weighted")


def design(people, *covariates, logged=()):
    plan = PLAN.model_copy(update={"covariates": covariates, "logged": logged})
    return design_of(people, plan, PROTOCOL)


def people(**facts):
    """One person per value."""
    size = len(next(iter(facts.values())))
    return [
        person(
            row + 1,
            "surgery_alone",
            days=400,
            recurred=False,
            **{name: values[row] for name, values in facts.items() if values[row] is not None},
        )
        for row in range(size)
    ]


def test_numbers_stay_and_a_yes_is_one():
    found = design(
        people(afp=[Decimal("0"), Decimal("99")], cirrhosis=[True, False]), "afp", "cirrhosis"
    )
    assert found.columns["afp"].tolist() == [0, 99]
    assert found.columns["cirrhosis"].tolist() == [1, 0]


def test_a_marker_over_powers_of_ten_enters_as_a_logarithm():
    found = design(people(afp=[Decimal("0"), Decimal("99")]), "afp", logged=("afp",))
    assert found.columns["afp"] == pytest.approx([0, np.log(100)])


def test_a_code_has_a_column_for_each_that_anybody_has_but_the_first():
    found = design(people(microvascular_invasion=["m0", "m2", "m0"]), "microvascular_invasion")
    assert {name: column.tolist() for name, column in found.columns.items()} == {
        "microvascular_invasion=m2": [0, 1, 0]
    }


def test_who_lacks_one_is_left_out_and_counted():
    given = people(afp=[Decimal(1), None, Decimal(3)], cirrhosis=[True, False, False])
    found = design(given, "afp", "cirrhosis")
    assert found.participants == (1, 3)
    assert found.missing == {"afp": (2,)}
    assert len(found.columns["cirrhosis"]) == 2


def test_unknown_is_no_value():
    (one,) = people(cirrhosis=[True])
    asked = [one, person(2, "surgery_alone", days=9, recurred=False), one]
    asked[1].facts["cirrhosis"] = Absent("unknown")
    assert design(asked, "cirrhosis").missing == {"cirrhosis": (2,)}


def test_what_most_lack_or_all_share_is_named_and_not_adjusted_for():
    given = people(afp=[Decimal(1), None, None], ecog=[0, 0, 0], cirrhosis=[True, False, True])
    found = design(given, "afp", "ecog", "cirrhosis")
    assert (found.sparse, found.constant) == (("afp",), ("ecog",))
    assert found.names == ("cirrhosis",)
    assert found.participants == (1, 2, 3)
