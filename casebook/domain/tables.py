"""A table of a form: rows with ids that stay theirs, each cell an answer of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from casebook.domain.answers import Answer, Entry, Row
from casebook.domain.doubts import Problem, how_many, in_cell
from trials.domain.protocol.forms import Item
from trials.domain.values import Known

Read = Callable[[Item, Entry, date], tuple[Answer | None, Sequence[Problem]]]
NOTHING = Entry()


def read_table(
    item: Item, entry: Entry, today: date, *, read: Read
) -> tuple[Answer, list[Problem]]:
    """Empty rows are left out; what is wrong in a cell says in which."""
    numbered = with_ids(entry)
    rows: dict[str, dict[str, Answer]] = {}
    problems: list[Problem] = []
    for row in numbered.rows:
        cells, found = read_row(item, row, today, read=read)
        rows[row.id] = cells
        problems += found
    problems += how_many(item, len(rows))
    answer = Answer(
        content=Known(tuple(rows)), reason=entry.reason.strip(), rows=rows, given=numbered.given
    )
    return answer, problems


def read_row(
    item: Item, row: Row, today: date, *, read: Read
) -> tuple[dict[str, Answer], list[Problem]]:
    cells: dict[str, Answer] = {}
    problems: list[Problem] = []
    for column in item.columns:
        answer, found = read(column, row.cells.get(column.id, NOTHING), today)
        problems += (in_cell(item, row.id, one) for one in found)
        if answer is not None:
            cells[column.id] = answer
    return cells, problems


def with_ids(entry: Entry) -> Entry:
    """A row without an id gets the next one, never one that was given before."""
    given = max([entry.given, *(number(row.id) for row in entry.rows if not row.is_empty)])
    rows: list[Row] = []
    for row in entry.rows:
        if row.is_empty:
            continue
        is_known = number(row.id) and row.id not in {one.id for one in rows}
        given += 0 if is_known else 1
        rows.append(row if is_known else replace(row, id=str(given)))
    return replace(entry, rows=tuple(rows), given=given)


def number(row: str) -> int:
    return int(row) if row.isascii() and row.isdecimal() and len(row) < 6 else 0


def follows(entry: Entry, stored: Mapping[str, Any] | None) -> Entry:
    """The entry upon what the form says: an id that was given to a row since removed is not given
    again, whoever sends it."""
    if not stored or not stored.get("given"):
        return entry
    highest, standing = stored["given"], set(rows_in(stored))
    rows = tuple(
        row if row.id in standing or number(row.id) > highest else replace(row, id="")
        for row in entry.rows
    )
    return replace(entry, rows=rows, given=max(entry.given, highest))


def changed_rows(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[str]:
    """The rows that were added, removed or changed between two stored answers, in their order."""
    before, after = rows_in(old), rows_in(new)
    ids = sorted({*before, *after}, key=number)
    return [row for row in ids if before.get(row) != after.get(row)]


def rows_in(stored: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return (stored or {}).get("rows", {})
