from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from analysis.domain.cut import Difference, Manifest, TableContent, differences, entries_of

ROWS = [(1, "HN-0001", Decimal("1.50")), (2, "HN-0002", None)]


def content(rows=ROWS, columns=("id", "code", "value"), **options):
    return {"casebook.fact": TableContent(columns=columns, rows=rows, **options)}


def manifest(tables):
    return Manifest(
        trial="hcc-neo",
        known_at="2026-07-01T00:00:00+00:00",
        events_to="2026-06-30",
        tables=entries_of(tables),
        readings={"child_pugh": "strict"},
        highest_events={"casebook_factevent": 812},
    )


def hash_of(*args, **options):
    return manifest(content(*args, **options)).content_hash


def test_an_entry_tells_rows_and_columns():
    entry = entries_of(content())["casebook.fact"]

    assert entry.rows == 2
    assert entry.columns == ("id", "code", "value")
    assert len(entry.sha256) == 64


def test_the_hash_is_the_same_for_ever():
    """A changed rule would part every old cut from its rebuilt copy."""
    assert hash_of()[:16] == "56089db9377ac6f0"


def test_row_order_does_not_matter():
    assert hash_of(ROWS[::-1]) == hash_of()


def test_rows_are_ordered_by_number_not_by_text():
    rows = [(number, "x", None) for number in range(1, 12)]

    assert hash_of(sorted(rows, key=lambda row: str(row[0]))) == hash_of(rows)


def test_a_key_may_have_several_columns():
    rows = [(1, 2, "a"), (1, 1, "b")]
    options = {"columns": ("visit", "repeat", "value"), "key": ("visit", "repeat")}

    assert hash_of(rows, **options) == hash_of(rows[::-1], **options)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("1.50"), Decimal("1.5")),
        (Decimal("1.50"), "1.50"),
        (1, "1"),
        (1, True),
        (None, ""),
        (date(2025, 3, 9), "2025-03-09"),
        (date(2025, 3, 9), datetime(2025, 3, 9, tzinfo=UTC)),
        (["a", "b"], ["b", "a"]),
    ],
)
def test_values_of_different_kind_never_look_alike(one, other):
    assert hash_of([(1, "x", one)]) != hash_of([(1, "x", other)])


def test_one_instant_has_one_hash_in_every_time_zone():
    noon = datetime(2025, 3, 9, 12, tzinfo=UTC)
    there = noon.astimezone(timezone(timedelta(hours=8)))

    assert hash_of([(1, "x", noon)]) == hash_of([(1, "x", there)])


def test_keys_of_a_json_value_have_no_order():
    assert hash_of([(1, "x", {"a": 1, "b": 2})]) == hash_of([(1, "x", {"b": 2, "a": 1})])


def test_a_column_in_another_place_is_another_content():
    assert hash_of(columns=("id", "value", "code")) != hash_of()


def test_when_it_was_known_does_not_change_the_content():
    one = manifest(content())

    assert replace(one, known_at="2027-01-01T00:00:00+00:00").content_hash == one.content_hash


def test_a_manifest_is_read_back_as_it_was():
    one = manifest(content())

    assert Manifest.from_json(one.to_json()) == one


def test_two_cuts_are_compared_table_by_table():
    before = manifest({**content(), "gone": TableContent(columns=("id",), rows=[(1,)])})
    after = manifest(
        {
            **content([*ROWS, (3, "HN-0003", None)]),
            "new": TableContent(columns=("id",), rows=[]),
        }
    )

    assert differences(before, after) == {
        "casebook.fact": Difference.CHANGED,
        "gone": Difference.REMOVED,
        "new": Difference.ADDED,
    }


def test_equal_cuts_do_not_differ():
    assert differences(manifest(content()), manifest(content(ROWS[::-1]))) == {}
