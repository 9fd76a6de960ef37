"""The hcc-neo schedule, walked with three participants from screening to the end."""

from datetime import date
from itertools import pairwise

import pytest

from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known
from trials.domain.visit_plan import plan
from trials.domain.windows import VisitState

HCC_NEO = shipped("hcc-neo")


def on(text):
    return Known(PartialDate.parse(text))


TREATED = {
    "consent_date": on("2026-01-05"),
    "enrolled": on("2026-01-20"),
    "arm": Known("neoadjuvant"),
    "cycles_planned": Known(3),
    "first_dose": on("2026-02-02"),
    "last_dose": on("2026-03-16"),
    "final_cycle": Known(True),
    "surgery_date": on("2026-04-30"),
}
OPERATED = {
    "consent_date": on("2026-01-05"),
    "enrolled": on("2026-01-20"),
    "arm": Known("surgery_alone"),
    "surgery_date": on("2026-01-31"),
}


def planned(facts, today="2026-01-01", recorded=None, ended=None):
    return plan(
        protocol=HCC_NEO,
        facts=facts,
        recorded=recorded or {},
        today=date.fromisoformat(today),
        ended=date.fromisoformat(ended) if ended else None,
    )


def windows(facts):
    return {
        one.visit.visit: tuple(
            day.isoformat() for day in (one.window.opens, one.window.due, one.window.closes)
        )
        for one in planned(facts)
        if one.window
    }


@pytest.mark.parametrize(
    ("visit", "opens", "due", "closes"),
    [
        ("SCR", "2026-01-05", "2026-01-05", "2026-02-02"),
        ("BL", "2026-01-20", "2026-01-20", "2026-01-22"),
        ("PLAN", "2026-01-23", "2026-01-27", "2026-02-03"),
        ("C1", "2026-01-31", "2026-02-02", "2026-02-05"),
        ("C2", "2026-02-20", "2026-02-23", "2026-03-02"),
        ("C3", "2026-03-13", "2026-03-16", "2026-03-23"),
        ("RESTAGE", "2026-03-23", "2026-03-30", "2026-04-13"),
        ("SAFE30", "2026-04-15", "2026-04-15", "2026-04-22"),
        ("SURG", "2026-04-30", "2026-04-30", "2026-05-14"),
        ("POD30", "2026-05-23", "2026-05-30", "2026-06-06"),
        ("M03", "2026-07-30", "2026-07-30", "2026-08-13"),
        ("M06", "2026-10-16", "2026-10-30", "2026-11-13"),
        ("M24", "2028-04-16", "2028-04-30", "2028-05-28"),
        ("M36", "2029-04-02", "2029-04-30", "2029-05-28"),
    ],
)
def test_each_visit_of_a_treated_participant_by_hand(visit, opens, due, closes):
    assert windows(TREATED)[visit] == (opens, due, closes)


def test_a_cycle_that_was_not_planned_is_no_visit():
    assert "C4" not in {one.visit.visit for one in planned(TREATED)}


def test_the_day_90_gate_opens_on_day_91():
    assert windows(OPERATED)["M03"][0] == "2026-05-02"
    assert (date(2026, 5, 2) - date(2026, 1, 31)).days == 91


def test_surgery_on_the_31st_is_followed_on_the_last_day_of_shorter_months():
    due = {visit: days[1] for visit, days in windows(OPERATED).items()}
    assert (due["M06"], due["M09"], due["M12"]) == ("2026-07-31", "2026-10-31", "2027-01-31")
    leap = windows({**OPERATED, "surgery_date": on("2026-08-31")})
    assert leap["M06"][1] == "2027-02-28"
    assert leap["M18"][1] == "2028-02-29"


def test_surgery_alone_has_no_neoadjuvant_visits():
    assert set(windows(OPERATED)) == {
        *{"SCR", "BL", "SURG", "POD30", "M03", "M06", "M09", "M12"},
        *{"M15", "M18", "M21", "M24", "M30", "M36"},
    }


def test_the_never_resected_are_followed_from_the_decision():
    facts = {key: value for key, value in TREATED.items() if key != "surgery_date"}
    placed = windows({**facts, "no_resection_date": on("2026-04-10")})
    assert placed["N06"][1] == "2026-10-10"
    assert "M06" not in placed


def test_before_consent_nothing_is_placed():
    assert {one.state for one in planned({})} == {None}


def test_a_visit_is_overdue_the_day_after_its_window_closes():
    last_day, day_after = (
        {one.visit.visit: one.state for one in planned(OPERATED, today)}
        for today in ("2026-08-14", "2026-08-15")
    )
    assert last_day["M06"] is VisitState.CLOSING
    assert day_after["M06"] is VisitState.OVERDUE


def test_death_ends_what_is_due_and_keeps_what_was_done():
    found = planned(
        OPERATED,
        today="2026-12-01",
        ended="2026-07-20",
        recorded={"M03": date(2026, 5, 4), "M06": date(2026, 7, 18)},
    )
    states = {one.visit.visit: one.state for one in found}
    assert states["M06"] is VisitState.DONE_IN_WINDOW
    assert "M09" not in states
    assert states["POD30"] is VisitState.OVERDUE


def test_windows_of_one_anchor_never_overlap():
    placed = [one for one in planned(OPERATED) if one.window and one.visit.anchor == "surgery_date"]
    for earlier, later in pairwise(placed):
        if earlier.visit.visit != "SURG":
            assert earlier.window.closes < later.window.opens
