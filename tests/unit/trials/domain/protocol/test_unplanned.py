from datetime import date

import pytest

from casebook.domain.occasions import Occasion, fact_occasion, is_foreseen
from tests.factories.shipped_protocols import shipped
from trials.domain.protocol.schedule import is_unplanned, unplanned_code
from trials.domain.visit_plan import plan, unplanned

HCC_NEO = shipped("hcc-neo")


@pytest.mark.parametrize(
    ("recorded", "following"),
    [([], "U01"), (["M03", "SURG"], "U01"), (["U01", "M03", "U03"], "U04"), (["U9"], "U01")],
)
def test_unplanned_visits_are_numbered_as_they_come(recorded, following):
    assert unplanned_code(recorded) == following


def test_no_shipped_visit_is_called_like_an_unplanned_one():
    for slug in ("hcc-neo", "hcc-adj", "rectal"):
        assert not [one.visit for one in shipped(slug).visits if is_unplanned(one.visit)]


def test_it_asks_the_forms_that_several_visits_ask():
    assert HCC_NEO.visit("U02").forms == ("cycle_check", "followup_visit")
    assert HCC_NEO.visit("U02").label.en == "Unscheduled visit 2"
    assert is_foreseen(HCC_NEO, Occasion(form_id="followup_visit", visit="U01"))
    assert not is_foreseen(HCC_NEO, Occasion(form_id="operation", visit="U01"))
    assert fact_occasion(HCC_NEO, Occasion(form_id="followup_visit", visit="U01")) == "U01"


def test_it_stands_beside_the_plan_on_its_own_day():
    recorded = {"U02": date(2026, 5, 2), "U01": date(2026, 5, 9), "M03": date(2026, 4, 21)}
    found = unplanned(HCC_NEO, recorded)
    assert [(one.visit.visit, one.done_on) for one in found] == [
        ("U01", date(2026, 5, 9)),
        ("U02", date(2026, 5, 2)),
    ]
    assert all(one.window.due == one.done_on for one in found)
    planned = plan(protocol=HCC_NEO, facts={}, recorded=recorded, today=date(2026, 6, 1))
    assert not [one for one in planned if is_unplanned(one.visit.visit)]
