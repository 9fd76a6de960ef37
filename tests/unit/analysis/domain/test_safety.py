from datetime import date

import pytest

from analysis.domain.safety import (
    AdverseEventRow,
    Arm,
    begun_by,
    by_arm,
    pooled,
    worst_grade_by_term,
)
from analysis.domain.sets import Members
from analysis.domain.tables import RowRef
from trials.domain.partial_dates import PartialDate
from trials.domain.text import Text

FULL = Members(name="full", members=(1, 2, 3, 4))
ARM_OF = {1: "A", 2: "A", 3: "B", 4: "B"}
LABELS = {"A": "Arm A", "B": "Arm B"}


def event(id_, participant, term="Rash", grade=1, soc="Skin", **told):
    told = {"serious": False, "related": True, "onset": PartialDate(2025, 3, 1), **told}
    return AdverseEventRow(id=id_, participant=participant, term=term, soc=soc, grade=grade, **told)


def test_a_participant_counts_once_at_the_worst_grade():
    events = [event(1, 1, grade=1), event(2, 1, grade=3), event(3, 1, grade=2)]

    table = worst_grade_by_term(events, pooled(FULL))

    assert table.cell("term:Rash", ":any").value == 1
    assert table.cell("term:Rash", ":grade_3").participants == (1,)
    assert table.cell("term:Rash", ":grade_1").value == 0
    assert table.cell("term:Rash", ":severe").value == 1


def test_a_cell_leads_to_the_events_that_made_it():
    events = [
        event(1, 1, grade=3),
        event(2, 1, grade=3),
        event(3, 1, grade=2),
        event(4, 2, grade=3),
    ]

    cell = worst_grade_by_term(events, pooled(FULL)).cell("term:Rash", ":grade_3")

    assert cell.participants == (1, 2)
    assert cell.rows == tuple(RowRef("followup.adverseevent", id_) for id_ in (1, 2, 4))
    assert cell.of == 4


def test_worst_is_found_anew_on_every_line():
    """Grade 1 of rash and grade 3 of itch: grade 3 for the skin and for all."""
    table = worst_grade_by_term([event(1, 1, "Rash", 1), event(2, 1, "Itch", 3)], pooled(FULL))

    assert table.cell("term:Rash", ":grade_1").value == 1
    assert table.cell("soc:Skin", ":grade_1").value == 0
    assert table.cell("soc:Skin", ":grade_3").value == 1
    assert table.cell("any", ":grade_3").value == 1


def test_grades_add_up_to_any_grade():
    events = [event(1, 1, grade=1), event(2, 2, grade=5), event(3, 3, grade=None)]

    table = worst_grade_by_term(events, pooled(FULL))

    for row in table.rows:
        values = {
            column.key: cell.value for column, cell in zip(table.columns, row.cells, strict=True)
        }
        graded = sum(values[f":grade_{grade}"] for grade in range(1, 6))
        assert graded + values[":ungraded"] == values[":any"]


def test_a_missing_grade_counts_and_is_told():
    table = worst_grade_by_term([event(1, 1, grade=None)], pooled(FULL))

    assert table.cell("any", ":any").value == 1
    assert table.cell("any", ":ungraded").participants == (1,)
    assert table.cell("any", ":severe").value == 0
    assert str(table.footnotes[-1]) == "1 events have no grade yet."


def test_a_known_grade_stands_before_a_missing_one():
    table = worst_grade_by_term([event(1, 1, grade=None), event(2, 1, grade=2)], pooled(FULL))

    assert table.cell("any", ":grade_2").value == 1
    assert table.cell("any", ":ungraded").value == 0


def test_no_footnote_on_grades_when_all_are_known():
    assert len(worst_grade_by_term([event(1, 1)], pooled(FULL)).footnotes) == 1


def test_arms_stand_side_by_side_with_their_denominators():
    table = worst_grade_by_term(
        [event(1, 1), event(2, 3), event(3, 4)], by_arm(FULL, ARM_OF, LABELS)
    )

    assert table.denominators == {"A": 2, "B": 2}
    assert table.cell("any", "A:any").value == 1
    assert table.cell("any", "B:any").value == 2
    assert str(table.columns[0].group) == "Arm A (N = 2)"


def test_arms_add_up_to_the_pooled_table():
    events = [
        event(id_, id_ % 4 + 1, "Rash" if id_ % 3 else "Itch", id_ % 5 + 1) for id_ in range(20)
    ]

    split = worst_grade_by_term(events, by_arm(FULL, ARM_OF, LABELS))
    whole = worst_grade_by_term(events, pooled(FULL))

    for row in whole.rows:
        for column in whole.columns:
            parts = [split.cell(row.key, arm + column.key).value for arm in LABELS]
            assert sum(parts) == whole.cell(row.key, column.key).value


def test_whoever_has_no_arm_is_not_dropped():
    arms = by_arm(FULL, {1: "A", 2: "A", 3: "B"}, LABELS)

    assert [(arm.key, arm.members) for arm in arms] == [("A", (1, 2)), ("B", (3,)), ("none", (4,))]


def test_an_arm_of_nobody_still_stands():
    arms = by_arm(Members(name="full", members=(1,)), {1: "A"}, LABELS)

    assert arms == (
        Arm(key="A", label="Arm A", members=(1,)),
        Arm(key="B", label="Arm B", members=()),
    )


def test_events_outside_the_set_are_not_counted():
    table = worst_grade_by_term([event(1, 99)], pooled(FULL))

    assert table.cell("any", ":any").value == 0
    assert len(table.rows) == 1


def test_lines_come_by_number_of_participants():
    events = [
        event(1, 1, "Itch"),
        event(2, 1, "Rash"),
        event(3, 2, "Rash"),
        event(4, 1, "Nausea", soc="Gut"),
        event(5, 1, "Acne"),
    ]

    table = worst_grade_by_term(events, pooled(FULL))

    assert [row.key for row in table.rows] == [
        "any", "soc:Skin", "term:Rash", "term:Acne", "term:Itch", "soc:Gut", "term:Nausea",
    ]  # fmt: skip


def test_terms_carry_their_own_label():
    label = Text(en="Rash maculo-papular", zh="斑丘疹")

    table = worst_grade_by_term(
        [event(1, 1, term_label=label, soc_label="Skin disorders")], pooled(FULL)
    )

    assert [row.label for row in table.rows[1:]] == ["Skin disorders", label]


@pytest.mark.parametrize(("related", "counts"), [(True, True), (False, False), (None, True)])
def test_a_relation_nobody_judged_is_a_relation(related, counts):
    assert event(1, 1, related=related).counts_as_related is counts


@pytest.mark.parametrize(
    ("onset", "shown"),
    [
        (PartialDate(2025, 6, 30), True),
        (PartialDate(2025, 7, 1), False),
        (PartialDate(2025, 6), True),
        (PartialDate(2025), True),
        (PartialDate(2025, 7), False),
        (None, True),
    ],
)
def test_events_after_the_cut_are_not_seen(onset, shown):
    assert bool(begun_by([event(1, 1, onset=onset)], date(2025, 6, 30))) is shown
