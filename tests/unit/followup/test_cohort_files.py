import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from followup.cohort_files import UnableToRead, check_is_table, text_of


def sheet(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_sheet_reads_as_it_is_shown():
    data = sheet(
        ("id", "day", "seen", "size", "cea", "male"),
        (1, date(2020, 3, 5), datetime.fromisoformat("2021-03-05"), 12.0, 1.25, True),
        (None, None, None, None, None, None),
    )
    assert text_of("a.XLSX", data) == (
        "id,day,seen,size,cea,male\n1,2020-03-05,2021-03-05,12,1.25,1\n"
    )


def test_formula_stays_the_text_it_is():
    assert text_of("a.xlsx", sheet(("=1+1", "=HYPERLINK(1)"))) == "=1+1,=HYPERLINK(1)\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_of_chinese_spreadsheets_is_read(encoding):
    assert text_of("a.csv", "编号,分期\n1,Ⅱ\n".encode(encoding)) == "编号,分期\n1,Ⅱ\n"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.pdf", b"x", "neither CSV nor XLSX"),
        ("a.xlsx", b"not a zip", "no XLSX file"),
        ("a.csv", b"a\0b\xff\xff\xff", "no text that we can read"),
        ("a.csv", b"x" * (50 * 1024 * 1024 + 1), "larger than 50 MB"),
    ],
)
def test_what_is_no_table_is_refused_and_how_to_mend_it_told(name, data, why):
    with pytest.raises(UnableToRead, match=why):
        text_of(name, data)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("number;age\n1;60\n", "one column only"),
        ("", "one column only"),
        ("number,age,sex,age\n1,60,F,61\n", "twice: age"),
        ("number,age\n , \n", "No row stands below"),
    ],
)
def test_what_no_trial_run_could_find_columns_in_is_refused(text, why):
    with pytest.raises(UnableToRead, match=why):
        check_is_table(text)
    check_is_table("number,age,,\n1,60,,\n")
