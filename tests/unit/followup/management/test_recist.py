import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

HEAD = "participant,reader,visit,date,lesion,target / non-target / new,node,diameter or state"


@pytest.fixture
def judge(tmp_path, capsys):
    def command(lines, *words, head=HEAD):
        file = tmp_path / "lesions.csv"
        file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        try:
            call_command("recist", str(file), *words)
            said = ""
        except CommandError as error:
            said = str(error)
        return list(csv.DictReader(StringIO(capsys.readouterr().out))), said

    return command


def test_time_points_and_best_response_per_participant_and_reader(judge):
    rows, said = judge(
        [
            "P1,R1,M2,2026-03-05,T1,target,no,too small",
            "P1,R1,BL,2026-01-01,T1,Target,no,30 mm",
            "P1,R1,BL,2026-01-01,T2,target,yes,20",
            "P1,R1,M2,2026-03-02,T2,target,yes,8",
            "P1,R1,M2,2026-03-02,N1,non-target,,absent",
            "P1,R1,BL,2026-01-01,N1,Non-Target,,present",
            "P1,R2,BL,2026-01-01,T1,target,node,16",
            "P1,R2,M2,2026-03-02,T1,target,node,9",
        ]
    )
    assert said == ""
    found = [(r["reader"], r["row"], r["visit"], r["date"], r["response"]) for r in rows]
    assert found == [
        ("R1", "baseline", "BL", "2026-01-01", ""),
        ("R1", "time point", "M2", "2026-03-02", "PR"),
        ("R1", "best response", "M2", "2026-03-02", "PR"),
        ("R1", "best response, confirmed", "M2", "2026-03-02", "SD"),
        ("R2", "baseline", "BL", "2026-01-01", ""),
        ("R2", "time point", "M2", "2026-03-02", "CR"),
        ("R2", "best response", "M2", "2026-03-02", "CR"),
        ("R2", "best response, confirmed", "M2", "2026-03-02", "SD"),
    ]
    point = rows[1]
    assert (point["sum_mm"], point["baseline_mm"], point["nadir_mm"]) == ("13", "50", "50")
    assert (point["target"], point["non_target"], point["new_lesion"]) == ("PR", "CR", "no")
    assert point["change_from_baseline_percent"] == "-74.0"
    assert point["reasons"] == "Sum 13 mm, at baseline 50 mm. All non-target lesions are gone."


def test_after_a_resection_a_doubtful_lesion_is_dated_back(judge):
    rows, _ = judge(
        [
            "P2,,,2026-01-01,none,,,",
            "P2,,,2026-06-01,L1,new,no,equivocal",
            "P2,,,2026-09-01,L1,new,no,14",
        ]
    )
    assert [(row["date"], row["response"]) for row in rows[1:3]] == [
        ("2026-06-01", "PD"),
        ("2026-09-01", "PD"),
    ]
    assert "confirmed on 2026-09-01: dated back" in rows[1]["reasons"]


def test_the_terms_are_the_protocols(judge):
    lines = ["P1,,,2026-01-01,T1,target,no,30", "P1,,,2026-02-01,T1,target,no,30"]
    assert judge(lines)[0][-1]["response"] == "NE"
    assert judge(lines, "--stable-days", "28")[0][-1]["response"] == "SD"


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (",R,V,2026-02-01,T1,target,no,30", "participant", "This cell is empty"),
        ("P1,,V,,T1,target,no,30", "date", "whole date"),
        ("P1,,V,2026-02,T1,target,no,30", "date", "whole date"),
        ("P1,,V,2026-02-30,T1,target,no,30", "date", "There is no day 30"),
        ("P1,,V,2026-02-01,T1,bone,no,30", "kind", "Write target, non-target or new"),
        ("P1,,V,2026-02-01,T1,target,perhaps,30", "node", "write yes or no"),
        ("P1,,V,2026-02-01,T1,target,no,big", "diameter", "is not a number"),
        ("P1,,V,2026-02-01,T1,target,no,-3", "diameter", "not below zero"),
        ("P1,,V,2026-02-01,T1,target,no,present", "diameter", "A target has a diameter"),
        ("P1,,V,2026-01-01,T1,target,no,30", "lesion", "stands twice"),
        ("P1,,V,2026-02-01,T1,non-target,no,present", "kind", "of another kind"),
        ("P1,,V,2026-02-01,T9,target,no,30", "lesion", "not chosen at baseline"),
        ("P1,,BL,2026-01-01,X,new,no,30", "kind", "nothing is new there"),
    ],
)
def test_a_cell_that_cannot_be_read_stops_its_course_alone(judge, line, column, message):
    rows, said = judge(
        ["P1,,BL,2026-01-01,T1,target,no,30", line, "P2,,BL,2026-01-01,T1,target,no,30"]
    )
    assert f"column {column}: " in said
    assert message in said
    assert "row 3" in said
    assert next(row["row"] for row in rows if row["participant"] == "P2") == "baseline"


def test_a_state_column_beside_the_diameter(judge):
    head = "participant,date,lesion,kind,organ,diameter,state"
    lines = [
        "P1,2026-01-01,T1,target,Liver,30,",
        "P1,2026-01-01,T2,target,liver,30,",
        "P1,2026-01-01,T3,target,liver,30,",
        "P1,2026-03-01,T1,target,liver,30,NE",
        "P1,2026-03-01,T2,target,liver,,消失",
        "P1,2026-03-01,T3,target,liver,,huge",
    ]
    rows, said = judge(lines, head=head)
    assert "row 7, column state: “huge” is not a state." in said
    rows, said = judge(lines[:-1], head=head)
    assert rows[0]["reasons"] == "More than 2 target lesions in one organ: liver."
    assert rows[1]["response"] == "NE"
    assert rows[1]["reasons"] == "Not evaluable: T1, T3."
