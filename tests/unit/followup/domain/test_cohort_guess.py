import csv
import io

import pytest

from followup.domain.cohort_guess import guess, plain
from tests.factories import archives
from tests.factories.shipped_protocols import shipped


@pytest.fixture(scope="module")
def protocol():
    return shipped("hcc-adj")


@pytest.fixture(scope="module")
def header():
    return next(csv.reader(io.StringIO(archives.text("hcc-adj", 1, ["WH"]))))


@pytest.mark.parametrize("name", ["Tumor size", "tumor_size", "TUMOR-SIZE", "ｔｕｍｏｒ size"])
def test_names_are_alike_without_case_spaces_and_signs(name):
    assert plain(name) == "tumorsize"


def test_columns_are_guessed_by_name_and_label(protocol, header):
    found = guess(header, protocol, source="a.csv")
    assert (found["number"], found["site"]) == ("record", {"column": "center"})
    assert found["part"] == "retrospective"
    assert found["person"] == ["name", "birth_date"]
    laboratory = next(one for one in found["forms"] if one["form"] == "baseline_laboratory")
    assert laboratory["items"]["albumin"] == {"column": "albumin"}
    assert (
        "bilirubin" not in laboratory["items"]
    )  # its column says mg/dL, so it is left to a person


def test_chinese_header_is_guessed_by_chinese_label(protocol):
    item = protocol.form("baseline_laboratory").item("albumin")
    found = guess([item.label.zh, "病案号"], protocol, source="a.csv")
    assert found["number"] == "病案号"
    assert found["forms"] == [
        {"form": "baseline_laboratory", "items": {"albumin": {"column": item.label.zh}}}
    ]
