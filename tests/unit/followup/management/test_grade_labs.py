import csv
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[4]


@pytest.fixture
def judge(tmp_path, capsys):
    def command(text, *words):
        file = tmp_path / "labs.csv"
        file.write_text(text, encoding="utf-8")
        try:
            call_command("grade_labs", str(file), *words)
            said = ""
        except CommandError as error:
            said = str(error)
        return list(csv.DictReader(StringIO(capsys.readouterr().out))), said

    return command


def test_rows_by_term_and_by_analyte_in_any_order_of_columns(judge):
    rows, said = judge(
        "unit;Value;LLN;ULN;term;analyte;participant;date;note\n"
        "g/L;70;120;160;Anemia;;P1;2026-01-02;seen\n"
        "mmol/L;6,2;3.5;5.3;;K;P1;2026-01-02;\n"
        "mmol/L;6.2;3.5;5.3;;K;P1;2026-01;\n"
        "mmol/L;4.2;3.5;5.3;;potassium;P2;;\n"
        "mmol/L;1.9;2.1;2.6;Hypocalcemia;;P2;;\n"
    )
    found = [(row["grade"], row["direction"], row["graded_term"], row["rule"]) for row in rows]
    assert found == [
        ("3", "low", "Anemia", "< 8 g/dL"),
        ("", "", "", ""),
        ("3", "high", "Hyperkalemia", "> 6 mmol/L"),
        ("0", "", "", ""),
        ("2", "low", "Hypocalcemia", "< 2 mmol/L"),
    ]
    assert rows[0]["note"] == "seen"
    assert rows[0]["lower_limit"] == "120"
    assert "may be higher by: a treatment begun" in rows[0]["remark"]
    assert rows[4]["remark"].startswith("Taken as calcium corrected for albumin.")
    assert "row 3, column value: “6,2” is not a number. Write it as 1234.5" in said
    assert "6,2" in rows[1]["why_no_grade"]


def test_one_column_for_term_or_analyte_and_one_for_the_limits(judge):
    rows, said = judge(
        "participant,term or analyte,date,value,unit,reference range,"
        "baseline value,baseline limits\n"
        "P1,ALT,2026-01-02,130,U/L,7-40,80,7 – 40\n"
        "P1,Alanine aminotransferase increased,2026-01-02,130,U/L,<40,30,≤40\n"
        "P1,贫血,2026-01-02,110,g/L,>120,,\n"
        "P1,Anaemia,2026-01-02,110,g/L,120 to 160,,\n"
    )
    assert said == ""
    assert [row["grade"] for row in rows] == ["1", "2", "1", "1"]


def test_a_term_in_the_column_of_the_analyte(judge):
    rows, _ = judge("analyte,value,unit\nAnemia,70,g/L\n")
    assert (rows[0]["grade"], rows[0]["graded_term"]) == ("3", "Anemia")


def test_why_there_is_no_grade_stands_in_the_row(judge):
    rows, said = judge(
        "participant,term,analyte,value,unit,upper_limit,lower_limit,baseline_value\n"
        "P1,Alanine aminotransferase increased,,121,U/L,40,,\n"
        "P1,,WBC,3.5,10^9/L,,,\n"
    )
    assert [row["grade"] for row in rows] == ["", ""]
    assert "Needed: the baseline value" in rows[0]["why_no_grade"]
    assert rows[1]["why_no_grade"] == "It could be grade 0, 1. Needed: the lower limit of normal."
    assert said == ""


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        (",,5,,,,", "term", "Name the CTCAE term or the analyte"),
        ("Nausea,,5,,,,", "term", "“Nausea” is not graded by numbers"),
        ("Anemiaa,,5,,,,", "term", "Did you mean: anemia"),
        (",plateletts,5,,,,", "analyte", "Did you mean: platelets"),
        ("Anemia,,,g/L,,,", "value", "This cell is empty"),
        ("Anemia,,-5,g/L,,,", "value", "not below zero"),
        ("Anemia,,NaN,g/L,,,", "value", "is not a number"),
        ("Anemia,,90,g/L,160,120,", "upper_limit", "must lie above"),
        ("Anemia,,90,g/L,,-3,", "upper_limit", "not below zero"),
        ("Anemia,,90,g/L,,,30.2.2026", "date", "is not a date"),
        ("Anemia,,90,g/L,,,,high", "limits", "is not a range"),
        ("Anemia,,90,g/L,,,,160-120", "upper_limit", "must lie above"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_the_row_is_kept(judge, cells, column, message):
    rows, said = judge(f"term,analyte,value,unit,lower_limit,upper_limit,date,limits\n{cells}\n")
    assert f"row 2, column {column}: " in said
    assert message in said
    assert [row["grade"] for row in rows] == [""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("term,unit\nAnemia,g/L\n", "Columns are missing: value"),
        ("term,value,result\nAnemia,1,2\n", "Two columns are the same: value"),
    ],
)
def test_a_header_that_will_not_do(judge, text, said):
    rows, refused = judge(text)
    assert said in refused
    assert rows == []


def test_what_looks_like_a_formula_comes_back_as_text(judge):
    rows, _ = judge('participant,term,value,unit\n"=1+1",Anemia,70,g/L\n')
    assert rows[0]["participant"] == "'=1+1"


def test_it_writes_a_file_and_needs_no_database(tmp_path):
    file, out = tmp_path / "labs.csv", tmp_path / "graded.csv"
    file.write_text("analyte,value,unit\nplt,<20,10^9/L\n")
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "manage.py", "grade_labs", str(file), "--out", str(out)]
    subprocess.run(command, cwd=ROOT, env=clean, check=True)
    (row,) = csv.DictReader(StringIO(out.read_text("utf-8-sig")))
    assert (row["grade"], row["graded_term"]) == ("4", "Platelet count decreased")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("grade_labs", str(tmp_path / "none.csv"))
