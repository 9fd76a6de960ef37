from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.domain.consecutive import MOST_LINES, ListUnreadable, compare, read_list

JAN_5, JAN_6, JAN_7, JAN_9 = (date(2026, 1, day) for day in (5, 6, 7, 9))
DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 1))


def test_a_day_with_more_operations_than_entries_is_a_gap():
    found = compare({JAN_5: 2, JAN_6: 1, JAN_9: 0}, [JAN_5, JAN_6, JAN_6, JAN_7])
    assert [(one.day, one.missing) for one in found.gaps] == [(JAN_5, 1)]
    assert [(one.day, one.surplus) for one in found.surpluses] == [(JAN_6, 1), (JAN_7, 1)]
    assert (found.operations, found.entries) == (3, 4)


def test_entries_outside_the_list_are_of_another_list():
    found = compare({JAN_6: 1}, [JAN_5, JAN_6, JAN_7])
    assert (found.entries, found.gaps, found.surpluses) == (1, (), ())


@given(st.dictionaries(DAYS, st.integers(0, 9), min_size=1), st.lists(DAYS))
def test_gaps_and_surpluses_are_all_the_difference(operations, entries):
    found = compare(operations, entries)
    missing = sum(day.missing for day in found.gaps)
    surplus = sum(day.surplus for day in found.surpluses)
    assert found.operations - found.entries == missing - surplus
    assert found.operations == sum(operations.values())
    assert not set(found.gaps) & set(found.surpluses)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05,2\n2026-01-06,1\n",
        "date,operations\n2026-01-05,2\r\n2026-01-06,1",
        "日期,台数\n\n2026-01-05, 2\n2026-01-06,1,Ward 3\n",
    ],
)
def test_a_list_is_dates_and_counts_with_or_without_headings(text):
    assert read_list(text) == {JAN_5: 2, JAN_6: 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The list is empty"),
        ("date,count\n", "The list is empty"),
        ("2026-01-05", "Line 1 is “2026-01-05”"),
        ("2026-01-05,-1", "Line 1 is “2026-01-05,-1”. Write a date and a count"),
        ("2026-01-05,²", "Line 1 is"),
        ("2026-01-05,1\n5.1.2026,2", "Line 2 is “5.1.2026,2”"),
        ("2026-02-30,2", "Line 1 is"),
        ("2026-01-05,1\n2026-01-05,2", "Line 2: 2026-01-05 stands twice"),
    ],
)
def test_what_is_no_list_is_refused_by_line(text, said):
    with pytest.raises(ListUnreadable, match=said):
        read_list(text)


def test_a_list_longer_than_a_lifetime_is_refused():
    lines = (f"{JAN_5 + timedelta(days=n)},1" for n in range(MOST_LINES + 1))
    with pytest.raises(ListUnreadable, match="more than 5000 lines"):
        read_list("\n".join(lines))
