"""What was given, what it led to and what the laboratory found, each number with its people."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from analysis.domain.actions_table import Surgeries, actions_table
from analysis.domain.complications import Operation, complications_table
from analysis.domain.exposure_table import Course, exposure_table
from analysis.domain.laboratory import LabValue, courses_of
from analysis.domain.laboratory_tables import laboratory_table, severe_table
from analysis.domain.safety import Arm
from analysis.domain.safety_listings import SafetyPerson, people_by_id
from analysis.domain.tables import RowRef
from followup.domain.clavien_dindo import parse
from followup.domain.exposure import Given
from followup.domain.laboratory.proposals import Value, no_limits
from followup.domain.laboratory.results import Limits
from tests.factories.shipped_protocols import shipped
from tests.unit.analysis.domain.test_safety_overview import event
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.arms import Planned
from trials.domain.values import Known

A = Arm(key="a", label="A", members=(1, 2, 3))
B = Arm(key="b", label="B", members=(4, 5))
CUT = date(2026, 3, 1)


def values(table, row, start=0, stop=None):
    found = next(one for one in table.rows if one.key == row)
    return [cell.value for cell in found.cells[start:stop]]


# --- actions --------------------------------------------------------------------------------------


def test_each_action_counts_participants_in_all_and_by_agent():
    events = [
        event(1, actions={"lenvatinib": "withdrawn", "pd1": "not_changed"}),
        event(2, actions={"lenvatinib": "interrupted"}),
        replace(event(2, actions={"pd1": "interrupted"}), id=20),
        event(4, actions={"pd1": "reduced"}),
    ]
    agents = {"lenvatinib": "Lenvatinib", "pd1": "PD-1"}
    surgeries = Surgeries(
        given_up={"Progression": frozenset({3}), "Toxicity": frozenset({1})}, delayed=frozenset({5})
    )
    table = actions_table(events, [A, B], agents, surgeries)
    assert {row.key: [cell.value for cell in row.cells] for row in table.rows} == {
        "withdrawn": [1, 0],
        "withdrawn:lenvatinib": [1, 0],
        "interrupted": [1, 0],
        "interrupted:lenvatinib": [1, 0],
        "interrupted:pd1": [1, 0],
        "reduced": [0, 1],
        "reduced:pd1": [0, 1],
        "given_up": [2, 0],
        "given_up:Progression": [1, 0],
        "given_up:Toxicity": [1, 0],
        "delayed": [0, 1],
    }
    both = table.cell("interrupted", "a")
    assert both.rows == (RowRef("followup.adverseevent", 2), RowRef("followup.adverseevent", 20))
    assert both.of == 3


def test_a_trial_without_surgery_has_no_line_of_it():
    table = actions_table([], [A], {}, None)
    assert [row.key for row in table.rows] == ["withdrawn", "interrupted", "reduced"]


# --- complications --------------------------------------------------------------------------------


def operated(participant, grade="", number=0):
    return Operation(
        participant=participant,
        ref=RowRef("followup.surgery", number or participant),
        complication=parse(grade) if grade else None,
    )


def test_an_operation_without_complication_is_not_one_nobody_graded():
    clear = Operation(participant=1, ref=RowRef("followup.surgery", 1), clear=True)
    again = [Operation(participant=2, ref=RowRef("followup.surgery", 2), clear=True)]
    table = complications_table([clear, *again, operated(2, "I", 20), operated(3)], [A])
    assert values(table, "none") == [1]
    assert values(table, "ungraded") == [1]


def test_each_participant_counts_once_at_the_worst_complication():
    operations = [operated(1, "II"), operated(1, "IIIb", 10), operated(2), operated(4, "IVa-d")]
    table = complications_table(operations, [A, B])
    assert values(table, "operated") == [2, 1]
    assert values(table, "grade:II") == [0, 0]
    assert values(table, "grade:IIIb") == [1, 0]
    assert values(table, "major") == [1, 1]
    assert values(table, "lasting") == [0, 1]
    assert values(table, "ungraded") == [1, 0]
    major = table.cell("major", "a")
    assert (major.of, major.participants) == (2, (1,))
    assert major.rows == (RowRef("followup.surgery", 1), RowRef("followup.surgery", 10))


# --- exposure -------------------------------------------------------------------------------------


def given(participant, first, last=None, dose=None):
    return Course(
        participant=participant,
        given=Given(
            agent="lenvatinib", first=first, last=last, dose=dose, unit="mg", is_daily=True
        ),
        ref=RowRef("followup.treatmentcourse", participant),
    )


LENVATINIB = next(one for one in shipped("hcc-neo").agents if one.id == "lenvatinib").model_copy(
    update={"planned": Planned(dose=Decimal(8), unit="mg", every_days=1)}
)


def test_durations_and_intensity_are_those_of_the_treated():
    courses = [
        given(1, date(2026, 1, 1), date(2026, 1, 10), Decimal(8)),
        given(2, date(2026, 1, 1), date(2026, 1, 20), Decimal(4)),
        given(3, date(2026, 2, 1), None),
        given(4, date(2026, 4, 1), None, Decimal(8)),
    ]
    table = exposure_table(courses, [A, B], [LENVATINIB], facts={}, cut=CUT)
    treated, middle, shortest, longest, periods, dosed, intensity = values(
        table, "lenvatinib", 0, 7
    )
    assert (treated, middle, shortest, longest, periods) == (3, 20.0, 10, 29, 1.0)
    assert (dosed, intensity) == (2, pytest.approx(75.0))
    assert values(table, "lenvatinib", 7) == [0, None, None, None, None, 0, None]
    assert table.rows[0].cells[0].rows[0] == RowRef("followup.treatmentcourse", 1)


def test_a_dose_by_weight_counts_against_the_participants_own():
    by_weight = LENVATINIB.model_copy(
        update={
            "planned": Planned(
                by="weight_class", doses={"light": 8, "heavy": 12}, unit="mg", every_days=1
            )
        }
    )
    courses = [given(one, date(2026, 1, 1), date(2026, 1, 10), Decimal(6)) for one in (1, 2, 3)]
    facts = {1: {"weight_class": Known("light")}, 2: {"weight_class": Known("heavy")}}
    table = exposure_table(courses, [A], [by_weight], facts=facts, cut=CUT)
    dosed, intensity = values(table, "lenvatinib", 5, 7)
    assert (dosed, intensity) == (2, pytest.approx((75 + 50) / 2))
    assert "platform" in str(table.footnotes[-1])


def test_an_agent_nobody_got_has_no_row():
    assert exposure_table([], [A], [LENVATINIB], facts={}, cut=CUT).rows == ()


# --- laboratory -----------------------------------------------------------------------------------


def lab(participant, value, day, number=1):
    return LabValue(
        participant=participant,
        value=Value(
            name="hemoglobin",
            value=Decimal(value),
            unit="g/L",
            day=PartialDate.parse(f"2026-01-{day:02}"),
        ),
        ref=RowRef("casebook.fact", number),
    )


def graded(found, limits=no_limits):
    return courses_of(found, dict.fromkeys(range(1, 6), limits), cut=CUT)


def normal(analyte, unit, day):
    return Limits(lower=Decimal(130), upper=Decimal(170))


ANEMIA = [
    lab(1, 140, 1),
    lab(1, 75, 8, number=2),
    lab(1, 70, 9, number=3),
    lab(1, 120, 15, number=4),
    lab(2, 75, 1),
    lab(2, 75, 8),
    lab(3, 140, 1),
    lab(4, 140, 1),
    lab(4, 139, 5),
]


def test_the_worst_grade_after_the_first_value_counts():
    table = laboratory_table(graded(ANEMIA, normal), [A, B])
    # measured again, grades 1 to 4, 3 or worse, worse than baseline, cannot be told
    assert values(table, "Anemia", 0, 8) == [2, 0, 0, 2, 0, 2, 1, 0]
    assert values(table, "Anemia", 8) == [1, 0, 0, 0, 0, 0, 0, 0]
    severe = table.cell("Anemia", "a:worse")
    assert severe.participants == (1,)
    assert severe.rows[0].table == "casebook.fact"


def test_without_limits_what_cannot_be_told_is_said():
    table = laboratory_table(graded(ANEMIA), [A, B])
    assert values(table, "Anemia", 8) == [1, 0, 0, 0, 0, 0, 0, 1]
    assert table.cell("Anemia", "a:severe").value == 2


def test_severe_values_that_are_worse_than_baseline_are_listed_at_their_worst():
    people = people_by_id(
        SafetyPerson(participant=one, code=f"X-{one}", arm="Arm A") for one in range(1, 6)
    )
    table = severe_table(graded(ANEMIA, normal), people)
    (line,) = table.rows
    assert line.label == "X-1"
    arm, term, value, _day, grade, before, bound, many = [cell.value for cell in line.cells]
    assert (arm, str(term), value, grade, before, many) == ("Arm A", "Anemia", "70 g/L", 3, 0, 2)
    assert str(bound) == "< 8 g/dL"
    assert line.cells[0].rows == (RowRef("casebook.fact", 3),)


def test_what_was_measured_after_the_cut_is_not_known():
    late = [lab(1, 140, 1), replace(lab(1, 60, 2), value=replace(lab(1, 60, 2).value, day=DAY))]
    assert graded(late, normal) == []


DAY = PartialDate(2026, 3, 2)
