import csv
import io

import pytest
from ruamel.yaml import YAML

from config.cohorts.loading import ARCHIVES, mapping_path
from followup.domain.cohort_guess import corrected, guess, plain, read_codes, targets
from followup.domain.cohort_mapping import CohortMapping
from tests.factories import archives
from tests.factories.shipped_protocols import shipped


@pytest.fixture(scope="module")
def protocol():
    return shipped("hcc-adj")


@pytest.fixture(scope="module")
def header():
    return next(csv.reader(io.StringIO(archives.text("hcc-adj", 1, ["WH"]))))


def as_shipped():
    return YAML(typ="safe", pure=True).load(mapping_path(ARCHIVES["hcc-adj"]).read_text())


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


def test_table_saved_as_shown_changes_nothing(protocol):
    data = as_shipped()
    chosen = {one.key: (one.column, one.codes) for one in targets(data, protocol)}
    again = corrected(data, chosen, protocol)
    assert CohortMapping.model_validate(again) == CohortMapping.model_validate(data_as_text(data))


def data_as_text(data):
    from followup.domain.cohort_mapping import texts

    return texts(data)


def test_person_moves_a_column_and_takes_one_away(protocol):
    data = as_shipped()
    chosen = {one.key: (one.column, one.codes) for one in targets(data, protocol)}
    chosen["sex"] = ("gender", "1=male; 2=female")
    chosen["baseline_laboratory.pivka"] = ("", "")
    mended = corrected(data, chosen, protocol)
    assert mended["sex"] == {"column": "gender", "codes": {"1": "male", "2": "female"}}
    items = next(one["items"] for one in mended["forms"] if one["form"] == "baseline_laboratory")
    assert "pivka" not in items
    assert items["bilirubin"]["unit"] == "mg/dL"
    assert mended["courses"] == data["courses"]


def test_codes_are_read_with_full_width_signs_too():
    assert read_codes("F=female；M = male;") == {"F": "female", "M": "male"}
