"""Boundaries at the information as observed, and limits with how they behave (R: rpact)."""

import pytest

from analysis.domain.estimates import NotEstimable
from analysis.domain.monitoring.charter import look_now, planned_looks, rule_of, signed_z
from analysis.domain.monitoring.charter_tables import (
    characteristics_table,
    limits_now_table,
    limits_table,
    look_table,
    looks_table,
)
from analysis.domain.monitoring.watching import Seen
from analysis.domain.survival.log_rank import log_rank
from analysis.domain.survival.times import SurvivalTimes
from tests.unit.analysis.domain.monitoring.test_watching import SEVERE, limit
from trials.domain.protocol.charter import Looks, StoppingLimit
from trials.domain.text import Text

THIRDS = Looks(
    analysis="os",
    planned_events=30,
    information=(1 / 3, 2 / 3, 1),
    alpha=0.025,
    power=0.8,
)
BETTER = SurvivalTimes.of(range(50, 70), [True] * 5 + [False] * 15)
WORSE = SurvivalTimes.of(range(10, 30), [True] * 15 + [False] * 5)
ARMS = {"new": BETTER, "old": WORSE}


def now(groups=ARMS, before=(), looks=THIRDS):
    return look_now(looks, groups, reference="old", before=before)


def test_planned_looks_are_those_of_obrien_and_fleming():
    assert [round(one.z, 4) for one in planned_looks(THIRDS)] == [3.7103, 2.5114, 1.9930]
    table = looks_table(THIRDS)
    assert [row.cells[0].value for row in table.rows] == [10, 20, 30]
    assert table.cell("look_3", "spent").value == pytest.approx(0.025)


def test_error_is_spent_on_the_information_as_observed():
    found = now(before=[10])
    assert (found.events, found.before, found.look.information) == (20, 1, pytest.approx(2 / 3))
    assert round(found.look.z, 4) == 2.5114
    assert now().look.z < found.look.z  # nothing was spent at a look that was not held
    assert now(before=[20, 25, 0]).before == 0  # no new event since: no look


def test_z_is_above_zero_where_the_reference_does_worse():
    assert now().z > 2
    turned = look_now(THIRDS, ARMS, reference="new", before=[])
    assert turned.z == pytest.approx(-now().z)
    assert (now().crossed, turned.crossed) == (True, False)
    assert now().power.trend > now().power.null


def test_what_cannot_be_said_says_why():
    nobody = SurvivalTimes.of([5], [False])
    assert isinstance(now({"new": nobody, "old": nobody}), NotEstimable)
    assert look_table(THIRDS, now({"new": nobody, "old": nobody})).rows[0].key == "none"
    three = signed_z(log_rank({**ARMS, "third": BETTER}), "old")
    assert "two groups; here are 3" in str(three.detail)
    full = now(looks=THIRDS.model_copy(update={"planned_events": 20}))
    assert full.look.spent == pytest.approx(0.025)
    rows = {row.key: row.cells[0].value for row in look_table(THIRDS, full).rows}
    assert "nothing is left" in str(rows["power"])
    assert (rows["events"], rows["crossed"]) == (20, True)


def test_the_example_of_the_statistics_stops_from_two_of_two():
    one = limit(SEVERE).model_copy(update={"prior": (0.6, 1.4)})
    cells = limits_table([one], {}).rows[0].cells
    assert cells[-1].value.startswith("2/2, 3/4")
    stops = StoppingLimit(**{**one.model_dump(), "risks": (0.2, 0.3, 0.4, 0.5)})
    chances = [row.cells[1].value for row in characteristics_table([stops]).rows]
    assert [round(one, 3) for one in chances] == [0.086, 0.301, 0.653, 0.912]


@pytest.mark.parametrize(
    ("had", "free", "passed", "from_"),
    [((1, 2), (), True, "2/2"), ((1,), (2,), False, "2/2"), ((), (), None, None)],
)
def test_a_limit_is_passed_from_its_bound_on(had, free, passed, from_):
    one = limit(SEVERE, "new").model_copy(update={"prior": (0.6, 1.4)})
    seen = Seen(had=had, free=free, waiting=(9,), rows=())
    label = Text(en="New", zh="新")
    table = limits_now_table([(one, seen)], {"new": label})
    assert table.cell("x", "arm").value == label
    assert table.cell("x", "advice").value is passed
    assert table.cell("x", "bound").value == from_
    assert table.cell("x", "waiting").participants == (9,)


def test_more_treated_than_foreseen_are_still_judged():
    assert rule_of(limit(SEVERE), most=40).most == 40
