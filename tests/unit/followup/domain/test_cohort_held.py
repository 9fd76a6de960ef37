import csv
import io

import pytest

from followup.domain.cohort_held import HeldRow, as_csv, harmless, original


def test_columns_stand_as_they_were_with_row_and_reasons_behind():
    held = HeldRow(row=7, site="WH", cells={"id": "3", "rx": "Chemo"}, reasons=("rx: no.", "x: y."))
    assert list(csv.DictReader(io.StringIO(as_csv([held])))) == [
        {"id": "3", "rx": "Chemo", "row": "7", "reasons": "rx: no. x: y."}
    ]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\tx"])
def test_what_a_spreadsheet_would_run_is_text_there_and_comes_back_as_it_was(text):
    assert harmless(text) == f"'{text}"
    assert original([harmless(text)]) == [text]


@pytest.mark.parametrize("text", ["-1.5", "+2", "12", "", "R0", "'s-Hertogenbosch"])
def test_numbers_and_words_stay_as_they_are(text):
    assert harmless(text) == text
    assert original([text]) == [text]
