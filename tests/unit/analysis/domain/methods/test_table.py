import re

import pytest

from analysis.domain.methods.table import DataTable
from analysis.domain.methods.unfit import Unfit

TEXT = "id,days,arm\n1,10,A\n2,,B\n3,20,A\n"


@pytest.fixture
def table():
    return DataTable.of_csv(TEXT)


def refuses(message):
    return pytest.raises(Unfit, match=re.escape(message))


def test_cells_are_read_as_what_a_method_asks_for(table):
    chosen = table.where(table.matches("arm", "A"))

    assert chosen.numbers("days").tolist() == [10, 20]
    assert chosen.days("id").tolist() == [1, 3]
    assert chosen.lines.tolist() == [2, 4]


def test_a_number_matches_however_it_is_written(table):
    assert DataTable.of_csv("x\n1\n1.0\n2\n").matches("x", 1).tolist() == [True, True, False]
    assert table.matches("arm", 1).tolist() == [False] * 3


def test_a_blank_is_named_by_line_and_column(table):
    with refuses("Line 3, column days: '' is blank; fill it, or set missing to leave_out."):
        table.numbers("days")


def test_rows_can_be_left_out_where_they_are_blank(table):
    assert table.complete(["days", "arm"]).lines.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("cell", "read", "what"),
    [
        ("ten", "numbers", "is not a number"),
        ("inf", "numbers", "is not a number"),
        ("-1", "days", "lies before its origin"),
        ("1_5", "days", "is not a number"),
        ("1.5", "days", "is not a whole number of days"),
        ("1e300", "days", "is too many to count; give days, not seconds"),
        ("-1", "weights", "is below 0; a weight is not"),
        ("1e-300", "weights", "is too small or too large; multiply all weights by one number"),
        ("2", "flags", "is neither 0 nor 1"),
    ],
)
def test_what_does_not_fit_is_named(cell, read, what):
    table = DataTable.of_csv(f"x\n1\n{cell}\n{cell}\n")

    with refuses(f"Line 3, column x: {cell!r} {what}. (1 more rows)"):
        getattr(table, read)("x")


def test_a_heading_names_each_column_once():
    with refuses("The heading names 'days' twice"):
        DataTable.of_csv("days,days\n1,2\n")


def test_a_cell_of_several_lines_shifts_none_of_those_after_it():
    with refuses("Line 4, column days: 'x' is not a number"):
        DataTable.of_csv('note,days\n"two\nlines",3\nnone,x\n').numbers("days")


def test_what_is_no_csv_is_refused():
    with refuses("Line 2: not CSV"):
        DataTable.of_csv("days\n1\r2\n")


def test_an_unknown_column_is_refused_with_those_there_are(table):
    with refuses("There is no column dose. There are: id, days, arm."):
        table.numbers("dose")


def test_a_row_of_another_length_is_refused():
    with refuses("Line 3: 1 cells, but the heading names 2."):
        DataTable.of_csv("a,b\n1,2\n3\n")


def test_an_empty_file_is_refused():
    with refuses("The file is empty"):
        DataTable.of_csv("")


def test_a_heading_alone_is_a_table_of_nobody():
    assert len(DataTable.of_csv("a,b\n")) == 0
