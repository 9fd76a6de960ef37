from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from analysis.domain import live_tables as tables

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def live():
    return SimpleNamespace(
        sites=["BEI", "SHA"],
        screened={"SHA": 5, "BEI": 2},
        enrolled_on=[("SHA", date(2025, 11, 30)), ("BEI", date(2026, 1, 2))],
        visits={("SHA", "done"): 4, ("BEI", "not_done"): 1},
        forms={("SHA", "complete"): 7},
        queries={"BEI": 3},
        last_entry={"SHA": datetime(2026, 2, 27, 1, 0, tzinfo=UTC)},
        worst={1: 3, 2: 1, 3: 3},
        serious=frozenset({1}),
        inputs={"SHA": 1},
        predictions={},
    )


def values(table):
    return {row.key: [cell.value for cell in row.cells] for row in table.rows}


def test_accrual_counts_months_without_anybody_too(live):
    table = tables.accrual_table([day for _site, day in live.enrolled_on], 10)
    assert values(table) == {
        "2025-11": [1, 1, 0.1],
        "2025-12": [0, 1, 0.1],
        "2026-01": [1, 2, 0.2],
    }


def test_without_a_target_there_is_no_share():
    table = tables.accrual_table([date(2026, 1, 2)], None)
    assert values(table) == {"2026-01": [1, 1, None]}
    assert "no target" in str(table.footnotes[0])
    assert tables.accrual_table([], 10).rows == ()


def test_all_sites_are_the_sum_of_each(live):
    assert values(tables.sites_table(live)) == {
        "all": [7, 2, "2026-01-02"],
        "BEI": [2, 1, date(2026, 1, 2)],
        "SHA": [5, 1, date(2025, 11, 30)],
    }
    complete = tables.completeness_table(
        live, {"done": "Done", "not_done": "Not done"}, {"complete": "Complete"}
    )
    assert values(complete) == {"all": [4, 1, 7, 3], "BEI": [0, 1, 0, 3], "SHA": [4, 0, 7, 0]}
    assert values(tables.inputs_table(live))["all"] == [2, 1, 0]


def test_data_are_as_old_as_the_last_form(live):
    assert values(tables.age_table(live, NOW)) == {
        "BEI": [None, None],
        "SHA": ["2026-02-27 01:00", 3],
    }


def test_participants_count_once_at_their_worst_grade(live):
    table = tables.safety_table(live)
    assert {key: found for key, (found,) in values(table).items()} == {
        "any": 3,
        "grade_1": 1,
        "grade_2": 0,
        "grade_3": 2,
        "grade_4": 0,
        "grade_5": 0,
        "serious": 1,
    }
    assert table.cell("grade_3", "n").participants == (1, 3)
