from datetime import date

import pytest

from analysis.domain.safety import AdverseEventRow
from analysis.domain.safety_listings import SafetyPerson, deaths, people_by_id, serious_events
from analysis.domain.tables import RowRef
from trials.domain.partial_dates import PartialDate


def person(participant, code, **told):
    return SafetyPerson(participant=participant, code=code, **told)


def event(id_, participant, **told):
    told = {
        "term": "Sepsis",
        "soc": "Infections",
        "grade": 4,
        "serious": True,
        "related": True,
        "onset": PartialDate(2025, 3, 11),
        **told,
    }
    return AdverseEventRow(id=id_, participant=participant, **told)


@pytest.fixture
def people():
    return people_by_id(
        [
            person(2, "HN-0002", first_dose=date(2025, 3, 1)),
            person(1, "HN-0001", arm="Arm A", first_dose=date(2025, 3, 1)),
        ]
    )


def values(table):
    return [[str(row.label), *(str(cell.value) for cell in row.cells)] for row in table.rows]


def test_every_serious_event_is_listed_by_code_and_onset(people):
    table = serious_events(
        [
            event(1, 2),
            event(2, 1, onset=PartialDate(2025, 4, 2)),
            event(3, 1, onset=PartialDate(2025, 3)),
            event(4, 1, onset=None),
        ],
        people,
    )

    assert [row.key for row in table.rows] == ["event:3", "event:2", "event:4", "event:1"]


def test_a_line_tells_what_the_board_asks(people):
    table = serious_events([event(1, 1, outcome="Recovered")], people)

    assert values(table) == [
        ["HN-0001", "Arm A", "Sepsis", "4", "2025-03-11", "10", "Yes", "Recovered"]
    ]


@pytest.mark.parametrize(
    ("related", "shown"), [(True, "Yes"), (False, "No"), (None, "Not judged yet")]
)
def test_a_relation_not_judged_is_told_as_such(people, related, shown):
    table = serious_events([event(1, 1, related=related)], people)

    assert str(table.cell("event:1", "related").value) == shown


@pytest.mark.parametrize("onset", [None, PartialDate(2025, 3)])
def test_days_are_not_counted_from_a_partial_date(people, onset):
    table = serious_events([event(1, 1, onset=onset)], people)

    assert table.cell("event:1", "since_first_dose").value is None


@pytest.mark.parametrize("serious", [False, None])
def test_others_are_not_listed(people, serious):
    assert serious_events([event(1, 1, serious=serious)], people).rows == ()


def test_events_of_others_are_not_listed(people):
    assert serious_events([event(1, 99)], people).rows == ()


def test_a_cell_leads_to_its_event(people):
    cell = serious_events([event(1, 2)], people).cell("event:1", "grade")

    assert cell.participants == (2,)
    assert cell.rows == (RowRef("followup.adverseevent", 1),)


def test_participants_with_serious_events_are_counted_once(people):
    table = serious_events([event(1, 1), event(2, 1), event(3, 2)], people)

    assert table.denominators == {"participants": 2}


def test_every_death_is_listed():
    people = people_by_id(
        [
            person(
                1,
                "HN-0001",
                arm="Arm A",
                death=PartialDate(2025, 5, 11),
                cause_of_death="Progression",
                last_dose=date(2025, 5, 1),
                surgery=date(2025, 4, 1),
                death_ref=RowRef("followup.vitalstatus", 8),
            ),
            person(2, "HN-0002"),
            person(3, "HN-0003", death=PartialDate(2025, 5), surgery=date(2025, 4, 1)),
        ]
    )

    table = deaths(people)

    assert values(table) == [
        ["HN-0001", "Arm A", "2025-05-11", "Progression", "10", "40"],
        ["HN-0003", "None", "2025-05", "Not stated yet", "None", "None"],
    ]
    assert str(table.footnotes[0]) == "2 of 3 participants died."
    assert table.cell("death:1", "cause").rows == (RowRef("followup.vitalstatus", 8),)
    assert table.cell("death:3", "cause").rows == ()
