import pytest

from analysis.domain.concordance import (
    Agreement,
    Pair,
    agreement_table,
    by_cohort,
    kappa,
    not_assessable_table,
)
from analysis.domain.endpoints import Derived, Outcome

STRATEGIES = {"alone": "Surgery alone", "tace": "With TACE"}


def pair(number, recommended, received, why_not=None):
    return Pair(participant=number, recommended=recommended, received=received, why_not=why_not)


PAIRS = [
    pair(1, "alone", "alone"),
    pair(2, "alone", "tace"),
    pair(3, "tace", "tace"),
    pair(4, "tace", "tace"),
    pair(5, None, "tace"),
    pair(6, "tace", None, "death"),
    pair(7, "tace", "tace", "late"),
]


def test_every_cell_knows_its_participants():
    table = agreement_table(PAIRS, STRATEGIES, key="agreement")
    assert table.cell("alone", "tace").participants == (2,)
    assert table.cell("tace", "tace").participants == (3, 4)
    assert table.cell("tace", "alone").value == 0
    assert table.cell("all", "tace").participants == (2, 3, 4)
    assert table.cell("all", "all").value == 4


def test_nobody_is_dropped_without_a_reason():
    labels = {"no_prediction": "No prediction", "death": "Died", "late": "Predicted late"}
    table = not_assessable_table(PAIRS, labels, key="left")
    assert [(row.label, row.cells[0].participants) for row in table.rows] == [
        ("Died", (6,)),
        ("Predicted late", (7,)),
        ("No prediction", (5,)),
    ]
    assert table.denominators == {"all": 7}


def test_kappa_of_a_known_table():
    # Cohen's own arithmetic: 20 + 15 agree of 50, margins 25/25 and 30/20.
    counts = {("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "b"): 15}
    pairs = [pair(number, *both) for both, count in counts.items() for number in range(count)]
    assert kappa(pairs) == pytest.approx(0.4)


def test_kappa_where_the_margins_leave_no_room():
    assert kappa([pair(1, "a", "a")]) is None
    assert kappa([]) is None


def derived(number, days, outcome=Outcome.EVENT):
    return Derived(participant=number, outcome=outcome, why="recurrence", days=days)


def test_cohorts_are_those_still_followed_behind_the_landmark():
    times = [derived(1, 90), derived(2, 91), derived(3, 400), derived(4, None), derived(6, 500)]
    cohorts = by_cohort(PAIRS, times, landmark_days=90)
    assert [one.participant for one in cohorts[Agreement.CONSISTENT]] == [3]
    assert [one.participant for one in cohorts[Agreement.INCONSISTENT]] == [2]
