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
        ("3", "high", "Hyperkalemia", "> 6 mmol/L"),
        ("3", "high", "Hyperkalemia", "> 6 mmol/L"),
        ("0", "", "", ""),
        ("2", "low", "Hypocalcemia", "< 2 mmol/L"),
    ]
    assert rows[0]["note"] == "seen"
    assert rows[0]["lower_limit"] == "120"
    assert "may be higher by: a treatment begun" in rows[0]["remark"]
    assert rows[4]["remark"].startswith("Taken as calcium corrected for albumin.")
    assert said == ""


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
        ("Anemia,,NaN,g/L,,,", "value", "There is no result"),
        ("Anemia,,not done,g/L,,,", "value", "There is no result"),
        ("Anemia,,hemolyzed,g/L,,,", "value", "is not a number"),
        ("Anemia,,1e99,g/L,,,", "value", "is not a number"),
        ("Anemia,,90 (hemolyzed),g/L,,,", "value", "only a number, and its unit"),
        ("Anemia,,90 g/dL,g/L,,,", "value", "only a number, and its unit"),
        ("Anemia,ALT,90,g/L,,,", "term", "“Anemia” is not graded by “ALT”"),
        (",FBG,90,mg/dL,,,", "analyte", "is not graded by numbers"),
        (",direct bilirubin,90,mg/dL,,,", "analyte", "is not graded by numbers"),
        (",Creatinine (urine),90,mg/dL,,,", "analyte", "is not graded by numbers"),
        (",NEUT%,90,%,,,", "analyte", "is not graded by numbers"),
        ("Anemia,,90,g/L,160,120,", "upper_limit", "Are they swapped?"),
        ("Anemia,,90,g/L,,-3,", "upper_limit", "not below zero"),
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
        ("  \n\n", "is empty"),
        ("P1,ALT,130\n", "Columns are missing: value"),
        ('term,value\n"Anemia,90\n', "begins in line 2 cannot be parted"),
    ],
)
def test_a_header_that_will_not_do(judge, text, said):
    rows, refused = judge(text)
    assert said in refused
    assert rows == []


HEAD = "participant,analyte,date,value,unit,lower limit,upper limit,baseline value"


def test_results_as_laboratories_hand_them_out(judge):
    lines = [
        ("ALT,2026-01-02,130 H,U/L,7,40,30", "2"),
        ("ALT (SGPT),2026-01-03,130↑,IU/L,7,40,NA", ""),
        ("WBC,2026/1/2,0.9*,x10e3/uL,4,10,", "4"),
        ("血小板计数,2026年1月2日,<20,×10⁹/L,125,350,", "4"),
        ('PLT,20260104,"45,000",/uL,"125,000","350,000",', "3"),
        ("Neutrophils (absolute),2-Jan-2026,1 200,cells/mcL,1 800,6 300,", "2"),
        ("Hgb,2026-UN-UN,8.9 g/dL,,>12,≤16,", "2"),
        ("K+,2026-01-02T08:30,6.2,mEq/L,3.5,5.3,", "3"),
        ("CK increased,2026-01,3000,U/L,,200,", "4"),
        ("creat,,2.5,mg/dl,0.6,1.2,0.8", "3"),
        ("血清肌酐,,221,μmol/L,57,97,80", "2"),
        ("eGFR,,25,mL/(min·1.73m2),,,", "3"),
    ]
    text = "\n".join([HEAD, *(f"P{at},{line}" for at, (line, _) in enumerate(lines))])
    rows, said = judge(text + "\n")
    assert said == ""
    assert [row["grade"] for row in rows] == [grade for _, grade in lines]


def test_columns_as_other_houses_call_them(judge):
    for head in (
        "Subject ID,Lab Test,Collection Date,Lab Value,Lab Unit,Normal Low,Normal High,BL value",
        "USUBJID,LBTEST,LBDTC,LBORRES,LBORRESU,LBORNRLO,LBORNRHI,BASE",
        "受试者编号,检验项目,采样日期,检验结果,单位,参考值下限,参考值上限,基线值",
        "Patient,Parameter,Visit Date,Result (numeric),Units,LLN,ULN,Baseline Result",
    ):
        rows, said = judge(
            f"Export of 2026\n\n{head}\nP1,Creatinine,2026-01-02,3,mg/dL,.6,1.2,.8\n"
        )
        assert said == ""
        assert (rows[0]["participant"], rows[0]["grade"]) == ("P1", "3")
        assert rows[0]["date"] == "2026-01-02"


def test_a_code_beside_a_name_nobody_knows(judge):
    rows, _ = judge("LBTESTCD,LBTEST,LBORRES,LBORRESU\nHGB,Blood dye,70,g/L\n")
    assert rows[0]["graded_term"] == "Anemia"


def test_what_changes_no_grade_is_remarked(judge):
    rows, said = judge(
        f"{HEAD}\n"
        "P1,HGB,03/04/2026,70,g/L,120,160,\n"
        "P1,K,2026-02-30,7.5,mmol/L,3.5,5.3,\n"
        "P1,HGB,2026-03-01,70,g/L,120,160,\n"
        "P1,HGB,2026-03-01,70,g/L,120,160,\n"
        "P1,HGB,2026-03-01,95,g/L,120,160,\n"
        "P2,HGB,2026-03-01,95,g/L,120,160,\n"
    )
    assert said == ""
    assert [row["grade"] for row in rows] == ["3", "4", "3", "3", "2", "2"]
    assert "“03/04/2026” can be two days" in rows[0]["remark"]
    assert "There is no day 30 in 2026-02" in rows[1]["remark"]
    assert rows[3]["remark"].endswith("The same as row 4.")
    assert rows[4]["remark"].endswith("Of the same participant, test and day as row 4.")
    assert "row" not in rows[5]["remark"]


def test_an_anticoagulant_nobody_can_read_matters_where_it_is_asked_for(judge):
    rows, said = judge("analyte,value,unit,anticoagulant\nINR,2,,warfarin\nHGB,70,g/L,warfarin\n")
    assert [row["grade"] for row in rows] == ["", "3"]
    assert "row 2, column on_anticoagulant: “warfarin”: write yes or no." in said


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_whatever_parts_cells_and_lines(judge, mark, end):
    rows, said = judge(f"analyte{mark}value{mark}unit{end}HGB{mark}70{mark}g/L{end}")
    assert (rows[0]["grade"], said) == ("3", "")


def test_a_comma_that_could_be_either_is_not_guessed(judge):
    rows, said = judge("analyte;value;unit\nPLT;1,234;10^9/L\n")
    assert rows[0]["grade"] == ""
    assert "“1,234” can be read in two ways: write 1234 or 1.234." in said
    rows, _ = judge("analyte;value;unit\nPLT;20,5;10^9/L\nPLT;1,234;10^9/L\n")
    assert [row["grade"] for row in rows] == ["4", "4"]


def test_of_many_unreadable_rows_the_first_hundred_are_told(judge):
    rows, said = judge("analyte,value\n" + "urea,5\n" * 250)
    assert len(rows) == 250
    assert said.count("is not graded by numbers") == 100
    assert said.endswith("and 150 more: each row of the answer says why.")


@pytest.mark.parametrize("ending", ["tsv", "txt"])
def test_a_file_of_another_name(tmp_path, capsys, ending):
    file = tmp_path / f"labs.{ending}"
    file.write_bytes("检验项目,结果,单位\n血红蛋白,70,g/L\n".encode("gbk"))
    call_command("grade_labs", str(file))
    assert "Anemia" in capsys.readouterr().out


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
