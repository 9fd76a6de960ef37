from datetime import date

import pytest

from analysis.domain.ninety_days import ninety_day_panel, status_of
from analysis.domain.safety import Arm
from analysis.domain.safety_listings import SafetyPerson, people_by_id
from analysis.domain.tables import RowRef
from followup.domain.deaths import Early
from trials.domain.partial_dates import PartialDate

SURGERY = date(2025, 1, 1)
DAY_90, DAY_91 = date(2025, 4, 1), date(2025, 4, 2)
CUT = date(2026, 6, 30)


def person(participant=1, **told):
    return SafetyPerson(participant=participant, code=f"HN-{participant}", **told)


def resected(participant=1, **told):
    return person(participant, surgery=SURGERY, **told)


@pytest.mark.parametrize(
    ("told", "cut", "status"),
    [
        ({"death": PartialDate(2025, 4, 1)}, CUT, Early.DIED),
        ({"death": PartialDate(2025, 4, 2)}, CUT, Early.ALIVE),
        ({"death": PartialDate(2025, 1, 1)}, CUT, Early.DIED),
        ({"death": PartialDate(2025, 4)}, CUT, Early.DIED),
        ({"death": PartialDate(2025, 5)}, CUT, Early.ALIVE),
        ({"last_known_alive": DAY_91}, CUT, Early.ALIVE),
        ({"last_known_alive": DAY_90}, CUT, Early.UNKNOWN),
        ({}, CUT, Early.UNKNOWN),
        ({"last_known_alive": date(2025, 3, 1)}, DAY_90, Early.NOT_YET),
        ({"last_known_alive": date(2025, 3, 1)}, DAY_91, Early.UNKNOWN),
        ({"death": PartialDate(2025, 2, 1)}, date(2025, 3, 1), Early.DIED),
    ],
)
def test_status(told, cut, status):
    assert status_of(resected(**told), cut) is status


def test_whoever_was_not_resected_has_no_status():
    assert status_of(person(), CUT) is None


@pytest.fixture
def table():
    people = people_by_id(
        [
            resected(1, death=PartialDate(2025, 2, 1), death_ref=RowRef("followup.vitalstatus", 5)),
            resected(2, last_known_alive=date(2026, 1, 1)),
            resected(3),
            person(4),
            resected(5, last_known_alive=date(2026, 1, 1)),
        ]
    )
    arms = [Arm(key="A", label="A", members=(1, 2, 3, 4)), Arm(key="B", label="B", members=(5, 6))]
    return ninety_day_panel(people, arms, cut=CUT)


def test_the_resected_are_counted_of_the_arm(table):
    cell = table.cell("resected", "A")

    assert (cell.value, cell.of, cell.participants) == (3, 4, (1, 2, 3))


def test_each_status_is_counted_of_the_resected(table):
    assert table.cell("died", "A").participants == (1,)
    assert table.cell("died", "A").of == 3
    assert table.cell("alive", "A").participants == (2,)
    assert table.cell("unknown", "A").participants == (3,)
    assert table.cell("not_yet", "A").value == 0
    assert table.cell("alive", "B").participants == (5,)


def test_the_statuses_add_up_to_the_resected(table):
    for arm in "AB":
        total = sum(table.cell(status, arm).value for status in Early)
        assert total == table.cell("resected", arm).value


def test_a_death_leads_to_its_record(table):
    assert table.cell("died", "A").rows == (RowRef("followup.vitalstatus", 5),)
