from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.laboratory.proposals import Reported, Value, analyte_of, proposals
from trials.domain.partial_dates import PartialDate

PLATELETS = "Platelet count decreased"


def value(number, day, name="cycle_platelets", unit="10*9/L"):
    return Value(name=name, value=Decimal(number), unit=unit, day=PartialDate.parse(day))


def found(values, *reported):
    return [
        (one.graded.rule.term, one.graded.grade, one.value.day.iso())
        for one in proposals(values, reported=reported)
    ]


BEFORE = value("180", "2026-01-05", name="platelets")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([BEFORE], []),
        ([BEFORE, value("60", "2026-02-05")], [(PLATELETS, 2, "2026-02-05")]),
        # The worst of several; of equals the latest.
        (
            [BEFORE, value("40", "2026-02-05"), value("60", "2026-03-05")],
            [(PLATELETS, 3, "2026-02-05")],
        ),
        (
            [BEFORE, value("45", "2026-02-05"), value("40", "2026-03-05")],
            [(PLATELETS, 3, "2026-03-05")],
        ),
        # It was grade 2 before treatment.
        ([value("70", "2026-01-05"), value("60", "2026-02-05")], []),
        ([value("70", "2026-01-05"), value("45", "2026-02-05")], [(PLATELETS, 3, "2026-02-05")]),
        # Below 125 or not: nobody wrote down the limit.
        ([BEFORE, value("100", "2026-02-05")], []),
        # The worst term first.
        (
            [
                BEFORE,
                value("60", "2026-02-05"),
                value("2", "2026-01-05", name="neutrophils"),
                value("0.4", "2026-02-05", name="cycle_neutrophils"),
            ],
            [("Neutrophil count decreased", 4, "2026-02-05"), (PLATELETS, 2, "2026-02-05")],
        ),
        # A value nobody grades here.
        ([value("1", "2026-01-05", name="afp"), value("9", "2026-02-05", name="afp")], []),
    ],
)
def test_what_is_proposed(values, expected):
    assert found(values) == expected


@pytest.mark.parametrize(
    ("event", "is_covered"),
    [
        ({"grade": 2, "first": date(2026, 2, 5)}, True),
        ({"grade": 3, "first": date(2026, 2, 1)}, True),
        ({"grade": 1, "first": date(2026, 2, 5)}, False),
        ({"grade": 2, "first": date(2026, 2, 6)}, False),
        ({"grade": 2, "first": date(2026, 1, 7), "last": date(2026, 2, 5)}, True),
        ({"grade": 2, "first": date(2026, 1, 7), "last": date(2026, 2, 4)}, False),
        ({"grade": 2, "first": date(2026, 2, 5), "term": "Anemia"}, False),
    ],
)
def test_what_was_reported_is_not_proposed_again(event, is_covered):
    reported = Reported(**{"term": PLATELETS, **event})
    assert (found([BEFORE, value("60", "2026-02-05")], reported) == []) is is_covered


@given(st.lists(st.integers(1, 300), max_size=6))
def test_a_proposal_is_the_worst_of_all_and_worse_than_baseline(numbers):
    values = [value(str(number), f"2026-02-{day:02}") for day, number in enumerate(numbers, 1)]
    for one in proposals(values, reported=[]):
        assert one.value.value < numbers[0]
        assert one.value.value <= 75
        grades = {range(0, 25): 4, range(25, 50): 3, range(50, 75): 2}
        worst = min(numbers[1:])
        assert one.graded.grade == next(grade for span, grade in grades.items() if worst in span)


def test_questions_of_a_cycle_ask_for_the_same():
    assert analyte_of("cycle_alt") is analyte_of("alt") is not None
    assert analyte_of("weight") is None
