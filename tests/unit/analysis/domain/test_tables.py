import csv
import io
from datetime import date

import pytest

from analysis.domain.tables import (
    Cell,
    Column,
    Row,
    RowRef,
    Table,
    Wording,
    csv_of,
    to_csv,
    to_rows,
)
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate
from trials.domain.text import Text

CHINESE = Wording("zh-hans", {"Arm {name}": "{name}组", "Grade": "级别"}.get)


def table(*cells, columns=None, **options):
    columns = columns or tuple(
        Column(key=f"c{place}", label=f"C{place}") for place in range(len(cells))
    )
    row = Row(key="r", label="Row", cells=cells)
    return Table(key="t", title="T", stub="Stub", columns=columns, rows=(row,), **options)


def test_a_count_knows_its_participants_and_rows():
    cell = Cell.count(
        [9, 3, 9], of=20, rows=[RowRef("event", 2), RowRef("event", 1), RowRef("event", 2)]
    )

    assert cell.value == 2
    assert cell.participants == (3, 9)
    assert cell.rows == (RowRef("event", 1), RowRef("event", 2))
    assert cell.share == 0.1


@pytest.mark.parametrize("cell", [Cell(value=3), Cell(value=3, of=0), Cell(value=None, of=5)])
def test_no_share_without_a_denominator(cell):
    assert cell.share is None


def test_a_cell_is_found_by_row_and_column():
    assert table(Cell(value=1), Cell(value=2)).cell("r", "c1").value == 2


def test_a_row_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="row r does not fit"):
        table(Cell(value=1), columns=(Column(key="a", label="A"), Column(key="b", label="B")))


def test_a_counting_column_is_followed_by_its_denominator():
    rows = to_rows(table(Cell(value=3, of=20), Cell(value=1.5)))

    assert rows == [["Stub", "C0", "C0 / N", "C1"], ["Row", 3, 20, 1.5]]


def test_labels_are_read_in_the_language_asked():
    column = Column(key="a", label=_("Grade"), group=_("Arm {name}", name=Text(en="one", zh="一")))

    assert to_rows(table(Cell(value=1), columns=(column,)))[0][1] == "Arm one: Grade"
    assert to_rows(table(Cell(value=1), columns=(column,)), CHINESE)[0][1] == "一组: 级别"


def test_values_are_read_in_the_language_asked():
    cells = [Cell(value=Text(en="Rash", zh="皮疹")), Cell(value=PartialDate(2025, 3))]

    assert to_rows(table(*cells), CHINESE)[1] == ["Row", "皮疹", "2025-03"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")']
)
def test_a_text_never_runs_as_a_formula(text):
    written = csv_of([[text]])

    assert next(csv.reader(io.StringIO(written)))[0] == f"'{text}"


@pytest.mark.parametrize(("number", "written"), [(-3, "-3"), (-0.25, "-0.25"), (7, "7")])
def test_a_negative_number_stays_a_number(number, written):
    assert csv_of([[number]]) == f"{written}\r\n"


def test_a_file_for_programs_keeps_texts_as_they_are():
    assert csv_of([["=1+1"]], for_spreadsheets=False) == "=1+1\r\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (date(2025, 3, 9), "2025-03-09"),
        ("a,b", '"a,b"'),
    ],
)
def test_each_type_has_one_way_to_be_written(value, written):
    assert csv_of([["x", value]]) == f"x,{written}\r\n"


def test_a_table_is_written_with_its_head():
    assert to_csv(table(Cell(value="-", of=None))) == "Stub,C0\r\nRow,'-\r\n"


def test_numbers_keep_every_digit():
    assert csv_of([[0.1 + 0.2]]) == "0.30000000000000004\r\n"
