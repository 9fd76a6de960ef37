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
    lines[2] = lines[2].replace("T3,target,liver", "T3,target,lung")
    rows, said = judge(lines[:-1], head=head)
    assert rows[1]["response"] == "NE"
    assert rows[1]["reasons"] == "Not evaluable: T1, T3."


FULL = "participant,reader,visit,date,lesion,kind,node,organ,diameter,state"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([f"P1,,,2026-01-01,T{n},target,no,organ {n},20," for n in range(6)], "6 target lesions"),
        ([f"P1,,,2026-01-01,T{n},target,no,Liver,20," for n in range(3)], "one organ: liver"),
        ([f"P1,,,2026-01-01,T{n},target,yes,side {n},20," for n in range(3)], "lymph nodes"),
        (["P1,,,2026-01-01,,target,no,liver,20,"], "This cell is empty, and is needed"),
        (["P1,,,01/02/2026,T1,target,no,liver,20,"], "can be two days"),
        (["P1,,,2026-01-01,T1,target,no,liver,<8,"], "says only what it is less than"),
        (
            [
                "P1,,,2026-01-01,T1,target,yes,neck,20,",
                "P1,,,2026-03-01,T1,target,no,neck,8,",
            ],
            "Another row calls this lesion a lymph node",
        ),
        (
            [
                "P1,,,2026-01-01,T1,target,no,liver,20,",
                "P1,,,2026-01-01,T2,target,no,liver,20,",
                "P1,,,2026-03-01,T1,target,no,liver,33,merged",
                "P1,,,2026-03-01,T2,target,no,liver,33,merged",
            ],
            "Give the diameter of merged lesions once",
        ),
        (
            [
                "P1,,W8,2026-03-01,T1,target,no,liver,20,",
                "P2,,BL,2026-01-01,T1,target,no,liver,20,",
            ],
            "No scan of this course is called baseline",
        ),
        (
            [
                "P1,,W0,2026-01-01,T1,target,no,liver,20,",
                "P1,,BL,2026-02-01,T1,target,no,liver,20,",
            ],
            "lies before the one that is called baseline",
        ),
    ],
)
def test_what_recist_does_not_allow_is_not_judged(judge, lines, why):
    rows, said = judge(lines, head=FULL)
    assert why in said
    (row,) = [one for one in rows if one["row"] == "not judged"]
    assert why in row["reasons"]
    assert row["response"] == ""


def test_a_baseline_of_several_days_is_one(judge):
    rows, said = judge(
        [
            "P1,R1,BL,2026-01-04,T2,target,no,lung,20,",
            "P1,R1,BL,2026-01-01,T1,target,no,liver,30,",
            "P1,R1,W8,2026-03-01,T1,target,no,liver,15,",
            "P1,R1,W8,2026-03-03,T2,target,no,lung,10,",
        ],
        head=FULL,
    )
    assert said == ""
    assert [(row["date"], row["sum_mm"], row["response"]) for row in rows[:2]] == [
        ("2026-01-01", "50", ""),
        ("2026-03-01", "25", "PR"),
    ]


def test_lesions_that_merge_and_split(judge):
    rows, said = judge(
        [
            "P1,,BL,2026-01-01,T1,target,no,liver,20,",
            "P1,,BL,2026-01-01,T2,target,no,liver,15,",
            "P1,,BL,2026-01-01,T3,target,no,lung,40,",
            "P1,,W8,2026-03-01,T1,target,no,liver,33,",
            "P1,,W8,2026-03-01,T2,target,no,liver,,merged with T1",
            "P1,,W8,2026-03-01,T3a,target,no,lung,12,split from T3",
            "P1,,W8,2026-03-01,T3,target,no,lung,10,split",
        ],
        head=FULL,
    )
    assert said == ""
    assert (rows[1]["sum_mm"], rows[1]["response"]) == ("55", "SD")
    assert "Merged with another, and counted there: T2." in rows[1]["reasons"]
    assert "Split, the parts added: T3." in rows[1]["reasons"]


def test_sizes_as_readers_write_them(judge):
    head = "Subject,Evaluator,Timepoint,Scan date,Lesion ID,Lesion type,Location,LD (mm),Short axis"
    rows, said = judge(
        [
            "P1,A,Baseline,01-JAN-2026,1,Target lesion,Liver,3.0 cm,",
            "P1,A,Baseline,2026/1/1,2,TL,Mesenteric lymph node,25,18",
            "P1,A,W8,2026-03-01,1,TL,Liver,21 x 14 mm,",
            "P1,A,W8,2026-03-01,2,TL,mesenteric lymph node,12 x 9,",
            "P1,A,W16,2026-05-01,1,TL,Liver,<5,",
            "P1,A,W16,2026-05-01,2,TL,,NA,",
        ],
        head=head,
    )
    assert said == ""
    assert [row["sum_mm"] for row in rows[:3]] == ["48.0", "30", ""]
    assert rows[2]["reasons"] == "Not evaluable: 2."


def test_chinese_words_saved_by_a_chinese_spreadsheet(tmp_path, capsys):
    file = tmp_path / "lesions.csv"
    file.write_bytes(
        "受试者编号,阅片者,访视,检查日期,病灶编号,病灶类型,是否淋巴结,部位,直径(mm)\n"
        "P1,甲,基线,2026年1月1日,T1,靶病灶,否,肝,30\n"
        "P1,甲,8周,2026/3/1,T1,靶病灶,否,肝,20\n"
        "P1,甲,8周,2026/3/1,X1,新发病灶,否,肺,可疑\n".encode("gbk")
    )
    call_command("recist", str(file))
    rows = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert rows[1]["response"] == "PR"
    assert rows[1]["reasons"].endswith("A doubtful lesion counts once a later scan confirms it.")
    assert "PR of 2026-03-01 was not confirmed 28 days later or more." in rows[3]["reasons"]
