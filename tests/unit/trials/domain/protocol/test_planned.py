"""A planned dose, the same for all or by what was answered; whose reading of recurrence counts."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from tests.factories.shipped_protocols import shipped
from trials.domain.protocol.arms import Planned
from trials.domain.values import Absent, Known

FIXED = {"dose": 85, "unit": "mg/m2", "every_days": 21}
BY_WEIGHT = {"by": "start", "doses": {"low": 8, "high": 12}, "unit": "mg", "every_days": 1}


def test_one_dose_for_everybody():
    assert Planned.model_validate(FIXED).dose_for({}) == 85


@pytest.mark.parametrize(
    ("facts", "dose"),
    [
        ({"start": Known("low")}, Decimal(8)),
        ({"start": Known("high")}, Decimal(12)),
        ({"start": Known("another")}, None),
        ({"start": Absent("unknown")}, None),
        ({}, None),
    ],
)
def test_a_dose_by_what_was_answered(facts, dose):
    assert Planned.model_validate(BY_WEIGHT).dose_for(facts) == dose


@pytest.mark.parametrize("missing", ["by", "doses"])
def test_half_of_a_plan_is_none(missing):
    with pytest.raises(ValidationError, match="either a dose, or by and doses"):
        Planned.model_validate({name: one for name, one in BY_WEIGHT.items() if name != missing})


@pytest.mark.parametrize("slug", ["hcc-neo", "hcc-adj", "rectal"])
def test_the_register_has_the_last_word_on_whose_reading_counts(slug):
    protocol = shipped(slug)
    assert protocol.recurrence_source == protocol.settings.recurrence_source == "investigator"
    assert protocol.with_reading("recurrence_source", "central").recurrence_source == "central"


def test_the_shipped_trials_give_the_site_a_day_and_list_what_is_expected():
    for slug in ("hcc-neo", "hcc-adj", "rectal"):
        assert shipped(slug).safety.site_report_hours == 24
        assert any(agent.listed for agent in shipped(slug).agents)
    planned = {one.id: one.planned for one in shipped("hcc-neo").agents if one.planned}
    assert set(planned) == {"oxaliplatin", "leucovorin", "fluorouracil", "lenvatinib", "pd1"}
    # None of them is printed, and whoever reads an intensity is told so.
    assert not any(one.printed for one in planned.values())
    assert shipped("hcc-adj").settings.reading == "double"
