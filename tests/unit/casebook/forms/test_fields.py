"""What the browser sends becomes entries, and a saved record becomes what the browser shows."""

import pytest

from casebook.domain.answers import Entry
from casebook.domain.edit_checks import check_form
from casebook.forms.fields import (
    entries_of,
    expected_version,
    fields_of_record,
    of_item,
    reasons_of,
)
from casebook.models import FormRecord
from tests.factories.casebook import entry
from tests.factories.people import TODAY
from tests.factories.protocols import text_of
from trials.domain.protocol.loader import load
from trials.domain.values import Missing


@pytest.fixture(scope="module")
def protocol():
    return load(text_of("small-trial"), name="small.yaml")


@pytest.fixture(scope="module")
def form(protocol):
    return protocol.form("intake")


@pytest.mark.parametrize(
    ("fields", "item", "wanted"),
    [
        ({"bilirubin": ["20"]}, "bilirubin", Entry(text="20", unit="umol/L")),
        (
            {"bilirubin": ["1.2"], "bilirubin-unit": ["mg/dL"], "bilirubin-reason": ["twice"]},
            "bilirubin",
            Entry(text="1.2", unit="mg/dL", reason="twice"),
        ),
        (
            {"bilirubin": [""], "bilirubin-missing": ["refused"]},
            "bilirubin",
            Entry(unit="umol/L", missing="refused"),
        ),
        ({"smokes": ["yes"]}, "smokes", Entry(chosen=("yes",))),
        (
            {"phases": ["arterial", "delayed"]},
            "phases",
            Entry(chosen=("arterial", "delayed")),
        ),
        ({"phases": [""]}, "phases", Entry()),
        ({"ecog": ["1"]}, "ecog", Entry(text="1")),
        (
            {
                "scan_on_year": ["2026"],
                "scan_on_month": ["1"],
                "scan_on_day": [""],
                "scan_on_day_unknown": ["on"],
            },
            "scan_on",
            Entry(text="2026-01"),
        ),
        ({}, "remark", Entry()),
    ],
)
def test_fields_become_an_entry(form, fields, item, wanted):
    assert entries_of(form, fields)[item] == wanted


def test_what_is_calculated_is_not_asked(form):
    assert "days_to_scan" not in entries_of(form, {"days_to_scan": ["7"]})


def test_reasons_of_checks_are_read_by_check(form):
    assert reasons_of(form, {"check-active_smoker": ["asked"]}) == {"active_smoker": "asked"}


@pytest.mark.parametrize(
    ("typed", "version"), [(["3"], 3), (["x"], 0), ([""], 0), ([], 0), (["-1"], 0)]
)
def test_the_version_is_a_number_or_none(typed, version):
    assert expected_version({"form-version": typed}) == version


VALUES = {
    "taken_on": "2026-01-06",
    "bilirubin": entry("700", "umol/L", "seen twice"),
    "ecog": "1",
    "scan_on": "2026-01",
    "smokes": True,
    "packs": "2",
    "route": ("scan",),
    "phases": ("arterial", "delayed"),
    "fasting_since": "7:05",
    "remark": "two\nlines",
}


@pytest.mark.parametrize("change", [{}, {"bilirubin": Missing.REFUSED}, {"smokes": False}])
def test_a_saved_form_shown_and_sent_again_says_the_same(protocol, form, change):
    """Opening and saving without a change must not change a byte."""
    entries = {name: entry(value) for name, value in {**VALUES, **change}.items()}
    first = checked(protocol, form, entries, {"active_smoker": "asked twice"})
    record = FormRecord(data=first, version=4)
    fields = fields_of_record(record)
    again = checked(protocol, form, entries_of(form, fields), reasons_of(form, fields))
    assert again == first
    assert expected_version(fields) == 4


def checked(protocol, form, entries, reasons):
    from casebook.actions.form_rows import data_of

    found = check_form(protocol=protocol, form=form, entries=entries, today=TODAY, reasons=reasons)
    return data_of(found)


@pytest.mark.parametrize(
    ("name", "belongs"),
    [
        ("scan_on_day_unknown", True),
        ("scan_on-missing", True),
        ("scan_on", True),
        ("scan_on_date", False),
        ("scan", False),
        ("taken_on_day", False),
    ],
)
def test_which_fields_belong_to_an_item(name, belongs):
    assert of_item(name, "scan_on") is belongs
