"""Out to REDCap and back: nothing is lost on the way, and what was changed there counts."""

from dataclasses import astuple

import pytest

from tests.factories.protocols import text_of
from tests.factories.shipped_protocols import shipped
from trials.domain.protocol.forms import Form, ItemType
from trials.domain.protocol.loader import load
from trials.domain.protocol.source import read
from trials.domain.redcap import columns as of
from trials.domain.redcap.columns import as_csv, from_csv, mark_in
from trials.domain.redcap.reading import forms_in, fragment
from trials.domain.redcap.writing import dictionary


@pytest.fixture(scope="module")
def small():
    return load(text_of("small-trial"), name="small.yaml")


def back(rows):
    """By way of both files, as people send them."""
    forms, lost = forms_in(from_csv(as_csv(rows)))
    data = read(fragment(forms), name="forms.yaml").data
    return tuple(Form.model_validate(one) for one in data["forms"]), lost


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("slug", ["crlm", "hcc-adj", "hcc-neo", "moertel", "rectal"])
def test_a_shipped_trial_comes_back_as_it_went(slug, language):
    protocol = shipped(slug)
    rows, _lost = dictionary(protocol, language=language)
    assert back(rows) == (protocol.forms, [])


def test_tables_and_files_come_back_too(small):
    rows, lost = dictionary(small)
    assert back(rows) == (small.forms, [])
    assert any("repeating instrument" in one.why for one in lost)


def test_a_dictionary_is_what_redcap_takes(small):
    rows, _lost = dictionary(small)
    text = as_csv(rows)
    assert text.splitlines()[0].startswith("Variable / Field Name,Form Name,Section Header")
    assert rows[0][of.NAME] == "participant_code"
    names = [one[of.NAME] for one in rows]
    assert len(names) == len(set(names))
    forms = [one[of.FORM] for one in rows]
    assert forms == sorted(forms, key=forms.index), "the fields of a form stand together"


@pytest.mark.parametrize(
    ("name", "column", "says"),
    [
        ("bilirubin", of.TYPE, "text"),
        ("bilirubin", of.VALIDATION, "number"),
        ("bilirubin", of.LEAST, "0.1"),
        ("bilirubin", of.MOST, "1500"),
        ("bilirubin", of.REQUIRED, "y"),
        ("bilirubin", of.NOTE, "umol/L"),
        ("taken_on", of.VALIDATION, "date_ymd"),
        ("taken_on", of.SECTION, "Measures"),
        ("ecog", of.TYPE, "radio"),
        ("ecog", of.CHOICES, "0, Active | 1, Limited"),
        ("phases", of.TYPE, "checkbox"),
        ("smokes", of.TYPE, "yesno"),
        ("packs", of.LOGIC, "[smokes] = '1'"),
        ("remark", of.TYPE, "notes"),
        ("remark", of.REQUIRED, ""),
        ("letter", of.TYPE, "file"),
        ("drugs_drug_dose", of.FORM, "drugs_taken_drugs"),
    ],
)
def test_a_question_in_redcaps_words(small, name, column, says):
    rows = {one[of.NAME]: one for one in dictionary(small)[0]}
    assert rows[name][column] == says


def changed(rows, name, **said):
    return [row | said if row[of.NAME] == name else row for row in rows]


def item_back(rows, name):
    forms, _lost = back(rows)
    return next(item for form in forms for item in form.items if item.id == name)


def test_what_was_changed_in_redcap_counts(small):
    rows, _lost = dictionary(small)
    before = small.items["bilirubin"]
    now = item_back(
        changed(rows, "bilirubin", **{of.LABEL: "Total bilirubin", of.MOST: "900"}), "bilirubin"
    )
    assert (now.label.en, now.label.zh, now.range.max) == ("Total bilirubin", "胆红素", 900)
    assert (now.plausible, now.units_accepted) == (before.plausible, before.units_accepted)


def test_another_code_keeps_the_words_of_the_others(small):
    rows, _lost = dictionary(small)
    codes = {of.CHOICES: "scan, Imaging | pain, Pain | chance, By chance"}
    now = item_back(changed(rows, "route", **codes), "route")
    assert list(now.codes) == ["scan", "pain", "chance"]
    assert (now.codes["scan"].en, now.codes["scan"].zh) == ("Imaging", "影像")


def test_a_changed_condition_is_read(small):
    rows, _lost = dictionary(small)
    logic = {of.LOGIC: "[smokes] = '1' and [ecog] = '0'"}
    now = item_back(changed(rows, "packs", **logic), "packs")
    assert len(now.shown_when.all) == 2


def bared(rows):
    return [row | {of.ANNOTATION: mark_in(row[of.ANNOTATION])[0]} for row in rows]


def names_of(form):
    """A table is a form of its own that repeats: REDCap knows no other."""
    tables = (one.id for one in form.items if one.type is ItemType.TABLE)
    return [form.id, *(f"{form.id}_{name}" for name in tables)]


@pytest.mark.parametrize("slug", ["crlm", "hcc-adj", "hcc-neo", "rectal"])
def test_without_our_marks_the_questions_still_come_back(slug):
    """As from a study that was built in REDCap."""
    protocol = shipped(slug)
    rows, _lost = dictionary(protocol)
    forms, lost = back(bared(rows))
    assert [one.id for one in forms] == [name for one in protocol.forms for name in names_of(one)]
    found = {item.id: item for form in forms for item in form.items}
    for name, item in protocol.items.items():
        if item.type is ItemType.TABLE:
            assert {f"{name}_{one.id}" for one in item.columns} <= found.keys()
            continue
        same = found[name]
        assert same.label.en == " ".join(item.label.en.split())
        assert list(same.codes) == list(item.codes)
        assert same.required is item.required
        assert same.range == (item.range if not item.codes else None)
    assert all("" not in astuple(one)[2:] for one in lost)
