"""The data dictionary: nothing a form asks is left out, in either language."""

import csv
import io

import pytest
from django.urls import reverse

from casebook.dictionary import HEAD, defined, sheet
from tests.factories.protocols import text_of
from tests.factories.shipped_protocols import shipped
from tests.unit.casebook.views.conftest import words
from trials.domain.protocol.loader import load


@pytest.fixture(scope="module")
def protocol():
    return load(text_of("small-trial"), name="small.yaml")


def lines(protocol):
    _head, *rows = sheet(protocol)
    return {row[HEAD.index("item")]: dict(zip(HEAD, row, strict=True)) for row in rows}


def test_a_line_says_what_the_file_says(protocol):
    bilirubin = lines(protocol)["bilirubin"]
    wanted = {
        "form": "intake",
        "form_zh": "首诊",
        "visits": "SCR",
        "section_en": "Measures",
        "type": "number",
        "label_en": "Bilirubin",
        "label_zh": "胆红素",
        "unit": "umol/L",
        "units_accepted": "mg/dL",
        "analyte": "bilirubin",
        "min": "0.1",
        "max": "1500",
        "plausible_min": "2",
        "plausible_max": "600",
        "missing": "not_done refused",
        "required": "yes",
    }
    assert wanted.items() <= bilirubin.items()


@pytest.mark.parametrize(
    ("item", "column", "says"),
    [
        ("ecog", "codes_en", "0=Active; 1=Limited"),
        ("ecog", "codes_zh", "0=正常; 1=受限"),
        ("smokes", "codes_zh", "yes=是; no=否"),
        ("packs", "shown_when_en", "Smokes: yes"),
        ("packs", "shown_when_zh", "吸烟：是"),
        ("scan_on", "date_precision", "month"),
        ("remark", "required", "no"),
        ("days_to_scan", "derived_en", "from Taken on, Scan on"),
        ("drugs", "type", "table"),
        ("drugs.drug_dose", "unit", "mg"),
        ("drugs.drug_dose", "plausible_max", "2000"),
    ],
)
def test_each_property_has_its_column(protocol, item, column, says):
    assert lines(protocol)[item][column].replace(": ", "：") == says.replace(": ", "：")


@pytest.mark.parametrize("slug", ["crlm", "hcc-adj", "hcc-neo", "rectal"])
def test_every_item_of_a_trial_has_a_line(slug):
    protocol = shipped(slug)
    rows = list(sheet(protocol))
    assert len(rows) - 1 == sum(len(list(defined(protocol, one))) for one in protocol.forms)
    assert {len(row) for row in rows} == {len(HEAD)}
    assert {row[HEAD.index("item")] for row in rows} >= set(protocol.items)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("Data dictionary", "Whole number")), ("zh-hans", ("数据字典", "整数"))],
)
def test_the_page_in_both_languages(signed_in, consented, nurse, language, said):
    address = reverse("casebook:dictionary", args=["small-trial"])
    client = signed_in(nurse, language)
    shown = words(client.get(address))
    for word in (*said, "Bilirubin", "胆红素", "drugs.drug_dose", "0.1 – 1500"):
        assert word in shown
    file = client.get(address, {"format": "csv"})
    assert file["Content-Disposition"] == 'attachment; filename="small-trial-1.0-dictionary.csv"'
    rows = list(csv.reader(io.StringIO(words(file).removeprefix("\ufeff"))))
    assert tuple(rows[0]) == HEAD
    other = client.get(address, {"format": "redcap"})
    assert words(other).startswith("Variable / Field Name,Form Name,Section Header,Field Type")
    assert ("Bilirubin" if language == "en" else "胆红素") in words(other)
