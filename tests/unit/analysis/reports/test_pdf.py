"""What fits a page: a table too wide for it is printed part below part, with nothing lost."""

import io
from dataclasses import replace

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from analysis.domain.safety import Arm, worst_grade_by_term
from analysis.domain.tables import Cell, Column, Row, Table
from analysis.reports.parts import WIDEST, FittingImage, height, parts_of, widths
from analysis.reports.spans import style_of
from tests.unit.analysis.domain.test_safety_overview import event
from trials.paper import BOLD, CELL, WIDTH, fonts_ready

ARMS = [Arm(key=key, label=key.upper(), members=(1, 2)) for key in ("a", "b")]


def test_each_arm_of_a_wide_table_stands_by_itself():
    whole = worst_grade_by_term([event(1), event(2, grade=1)], ARMS)
    parts = parts_of(whole)
    assert [str(part.title).split(": ")[-1] for part in parts] == ["A (N = 2)", "B (N = 2)"]
    assert [cell for part in parts for cell in part.rows[0].cells] == list(whole.rows[0].cells)
    assert all(column.group is None for part in parts for column in part.columns)


def test_a_narrow_table_stays_whole():
    narrow = worst_grade_by_term([event(1)], ARMS[:1])
    assert parts_of(narrow) == [narrow]


def wide(*groups: tuple[str | None, int]) -> Table:
    columns = [
        Column(key=f"{group}{place}", label=f"{group or 'Share'} {place}", group=group)
        for group, many in groups
        for place in range(many)
    ]
    cells = tuple(Cell(value=number) for number in range(len(columns)))
    row = Row(key="r", label="R", cells=cells)
    return Table(key="t", title="T", stub="S", columns=tuple(columns), rows=(row,))


def test_as_many_groups_as_fit_stand_beside_each_other():
    parts = parts_of(wide(("a", 4), ("b", 4), ("a over b", 4)))
    assert [len(one.columns) for one in parts] == [8, 4]
    assert [str(one.title) for one in parts] == ["T", "T: a over b"]
    assert [one.group for one in parts[0].columns] == ["a"] * 4 + ["b"] * 4
    assert [cell.value for one in parts for cell in one.rows[0].cells] == list(range(12))


def test_a_share_is_not_parted_from_its_limits():
    table = wide(("x", 6), (None, 1), ("At 12 months", 3))
    named = replace(table.columns[6], label="At 12 months")
    table = replace(table, columns=(*table.columns[:6], named, *table.columns[7:]))
    assert [len(one.columns) for one in parts_of(table)] == [6, 4]
    assert str(parts_of(table)[1].title) == "T: At 12 months"


def test_columns_without_a_group_are_parted_too():
    assert [len(one.columns) for one in parts_of(wide((None, WIDEST + 2)))] == [WIDEST, 2]


def test_footnotes_are_never_alone_on_a_page():
    """Whatever room is left, the last row is where its footnotes are."""
    table = wide((None, 2))
    for left in range(30, 130, 7):
        document = SimpleDocTemplate(io.BytesIO(), topMargin=0, bottomMargin=0)
        cells = [["S", "1", "2"], *[["R", "0", "1"]] * 3, [[Paragraph("Note")], "", ""]]
        rows = replace(table, rows=table.rows * 3)
        grid = Grid(cells, colWidths=[80] * 3, repeatRows=1)
        grid.setStyle(style_of(rows, notes=True))
        seen = []
        grid.onSplit = lambda part, seen=seen: seen.append(len(part._cellvalues))
        document.build([Spacer(1, document.height - 12 - left), grid])
        # Two parts where it was split: the second has its head, a row at least, and the notes.
        assert not seen or seen[-1] >= 3


def test_a_figure_gives_way_a_little_to_stay_on_the_page():
    figure = FittingImage(picture())
    wide_as_page = figure.wrap(1000, 1000)
    assert figure.wrap(1000, figure.full * 0.85)[1] == figure.full * 0.85
    assert figure.wrap(1000, figure.full * 0.7) == wide_as_page
    assert height(figure) > figure.full


def picture() -> io.BytesIO:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (750, 500), "white").save(file, "PNG")
    file.seek(0)
    return file


def cells(*texts):
    fonts_ready()
    return [Paragraph(text, CELL) for text in texts]


def test_a_date_is_not_broken_where_others_have_room():
    dates = ["2028-12-31"] * 8
    wide = widths([cells("Horizon", *dates), cells("12 months", *["9"] * 8)])
    assert sum(wide) == pytest.approx(WIDTH)
    assert min(wide[1:]) > stringWidth("2028-12-31", BOLD, CELL.fontSize) + 6
    assert widths([cells("Group", "n"), cells("All", "9")]) == pytest.approx(
        [WIDTH * 0.4, WIDTH * 0.6]
    )


def test_a_hash_is_broken_and_columns_without_room_stay_even():
    wide = widths([cells("Hash", "a" * 64, "n")])
    assert wide[1] == pytest.approx(WIDTH / 4) or wide[1] == wide[2]
    full = widths([cells(*["Unbreakable"] * 13)])
    assert len(set(full[1:])) == 1
