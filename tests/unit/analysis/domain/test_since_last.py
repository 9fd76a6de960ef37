from analysis.domain.since_last import since_table
from analysis.domain.tables import RowRef

EVENTS = "followup.adverseevent"


def row(participant, grade):
    return {"participant_id": participant, "grade": grade}


def test_new_corrected_and_gone_records_lead_to_whose_they_are():
    before = {EVENTS: {1: row(7, 2), 2: row(8, 1), 3: row(8, 4)}}
    after = {
        EVENTS: {1: row(7, 3), 2: row(8, 1), 4: row(9, 5)},
        "casebook.participant": {5: {"id": 5}},
    }
    table = since_table(before, after, name="first", day="2026-01-31")
    found = {one.key: [cell.value for cell in one.cells] for one in table.rows}
    assert found == {"casebook.participant": [1, 0, 0, 1], EVENTS: [1, 1, 1, 3]}
    assert table.cell(EVENTS, "new").participants == (9,)
    assert table.cell(EVENTS, "changed").rows == (RowRef(EVENTS, 1),)
    assert table.cell(EVENTS, "gone").participants == (8,)
    assert table.cell("casebook.participant", "new").participants == (5,)
    assert "first, events to 2026-01-31" in str(table.footnotes[0])


def test_nothing_new_is_said_with_zeros():
    same = {EVENTS: {1: row(7, 2)}}
    (one,) = since_table(same, same, name="first", day="2026-01-31").rows
    assert [cell.value for cell in one.cells] == [0, 0, 0, 1]
