"""Shares of participants with each kind of event, held against R (binom.test, Newcombe)."""

from dataclasses import replace

import pytest

from analysis.domain.safety import Arm
from analysis.domain.safety_listings import SafetyPerson, people_by_id
from analysis.domain.safety_overview import causes_table, complete_table, overview_table
from analysis.domain.tables import RowRef
from tests.unit.analysis.domain.monitoring.test_watching import event as one_event
from trials.domain.partial_dates import PartialDate

A = Arm(key="a", label="A", members=tuple(range(1, 73)))
B = Arm(key="b", label="B", members=tuple(range(73, 101)))


def event(participant, **changes):
    grade, related = changes.pop("grade", 3), changes.pop("related", True)
    made = one_event(grade, related)
    return replace(made, participant=participant, id=participant, **changes)


def test_nobody_of_72_still_has_an_upper_limit():
    table = overview_table([], [A])
    assert table.cell("serious", "a:n").value == 0
    assert table.cell("serious", "a:upper").value == pytest.approx(0.0499, abs=5e-5)


def test_each_kind_counts_participants_not_events():
    events = [
        event(1),
        event(1, grade=1),
        event(2, grade=2, related=False),
        event(3, grade=None, related=None),
        event(73, serious=True, related=False),
    ]
    table = overview_table(events, [A, B])
    found = {row.key: (row.cells[0].value, row.cells[3].value) for row in table.rows}
    assert found == {
        "any": (3, 1),
        "severe": (2, 1),
        "related": (2, 0),
        "severe_related": (2, 0),
        "serious": (0, 1),
    }
    assert table.cell("any", "a:n").rows == tuple(
        RowRef("followup.adverseevent", pk) for pk in (1, 2, 3)
    )
    assert table.cell("any", "difference").value == pytest.approx(3 / 72 - 1 / 28)
    assert (
        table.cell("any", "difference_lower").value
        < 0
        < (table.cell("any", "difference_upper").value)
    )


def test_an_arm_without_anybody_has_no_limits_and_no_difference():
    nobody = Arm(key="b", label="B", members=())
    table = overview_table([event(1)], [A, nobody])
    assert table.cell("any", "b:lower").value is None
    assert table.cell("any", "difference").value is None


def person(pk, cause=None, *, died=True):
    death = PartialDate(2026, 2, 1) if died else None
    return SafetyPerson(participant=pk, code=str(pk), death=death, cause_of_death=cause)


PEOPLE = people_by_id([person(1, "Sepsis"), person(2), person(73, "Sepsis"), person(3, died=False)])


def test_every_death_has_a_cause_or_says_that_none_is_stated():
    table = causes_table(PEOPLE, [A, B])
    counts = [(str(row.label), [cell.value for cell in row.cells]) for row in table.rows]
    assert counts == [("Died", [2, 1]), ("Sepsis", [1, 1]), ("Not stated yet", [1, 0])]


def test_what_a_set_leaves_out_is_seen_beside_the_full_one():
    fewer = Arm(key="a", label="A", members=(1,))
    events = [event(1, serious=True), event(2, serious=True), event(2, serious=True)]
    table = complete_table(events, PEOPLE, [("Full", [A]), ("Safety", [fewer])])
    counts = {row.key: [cell.value for cell in row.cells] for row in table.rows}
    assert counts == {"died": [2, 1], "serious": [2, 1], "events": [3, 1]}
