"""A table of a report as its page shows it."""

from datetime import date

from analysis.domain.tables import ENGLISH, Cell, Column, Row, Table
from analysis.reports import page
from trials.domain.text import Text

OLD, NEW = Text(en="Old (N = 3)", zh="旧"), Text(en="New (N = 2)", zh="新")


def table(*columns, cells=()):
    row = Row(key="line", label="Fever", cells=tuple(Cell(value=value) for value in cells), level=1)
    return Table(key="grades", title="Grades", stub="Term", columns=columns, rows=(row,))


def test_neighbors_of_one_arm_share_its_heading():
    shown = page.table(
        table(
            Column(key="old_any", label="Any", group=OLD),
            Column(key="old_1", label="Grade 1", group=OLD),
            Column(key="new_any", label="Any", group=NEW),
            cells=(1, 0, 2),
        ),
        ENGLISH,
    )
    assert shown["groups"] == [
        {"label": "Old (N = 3)", "span": 2},
        {"label": "New (N = 2)", "span": 1},
    ]
    assert [one["label"] for one in shown["columns"]] == ["Any", "Grade 1", "Any"]


def test_without_arms_there_is_one_line_of_headings():
    assert page.table(table(Column(key="n", label="N"), cells=(1,)), ENGLISH)["groups"] == []


def test_numbers_days_and_words_are_told_apart():
    columns = [Column(key=key, label=key) for key in ("n", "share", "day", "cause", "nothing")]
    shown = page.table(
        table(*columns, cells=(1, 0.5, date(2026, 1, 2), "not known", None)), ENGLISH
    )
    kinds = ["number", "number", "when", "", ""]
    assert [one["kind"] for one in shown["columns"]] == kinds
    assert [cell["kind"] for cell in shown["rows"][0]["cells"]] == kinds
