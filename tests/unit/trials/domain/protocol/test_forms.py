import pytest
from pydantic import ValidationError

from tests.factories.small_protocols import small_form, small_item, words
from trials.domain.partial_dates import Precision
from trials.domain.protocol.forms import Form, Item, ItemType, Range, Severity
from trials.domain.roles import Role
from trials.domain.values import Missing

CODES = {"a": words("A"), "b": words("B")}


def item(**parts):
    return Item.model_validate(small_item(**{"id": "answer", **parts}))


@pytest.mark.parametrize(
    "parts",
    [
        {"type": "number", "unit": "umol/L", "units_accepted": ["mg/dL"], "plausible": [2, 600]},
        {"type": "number", "range": {"min": 0}},
        {"type": "integer", "codes": {"0": words("None"), "1": words("Some")}},
        {"type": "date", "partial": "month", "past_only": False},
        {"type": "time"},
        {"type": "choice", "codes": CODES},
        {"type": "choices", "codes": CODES},
        {"type": "text", "required": False},
        {"type": "yes_no", "missing": ["refused", "not_applicable"]},
        {"type": "calculated"},
        {"type": "table", "columns": [small_item(id="part", type="text")], "rows": {"max": 5}},
    ],
)
def test_items_of_every_type(parts):
    assert item(**parts).type == parts["type"]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"type": "choice"}, "a choice item needs codes"),
        ({"type": "choices"}, "a choices item needs codes"),
        ({"type": "table"}, "a table needs columns"),
        (
            {"type": "text", "columns": [small_item(id="part", type="text")]},
            "a table needs columns",
        ),
        ({"type": "text", "rows": {"max": 5}}, "a text item takes no rows or checks"),
        (
            {"type": "table", "columns": [small_item(id="part", type="calculated")]},
            "a table has no calculated column",
        ),
        (
            {"type": "table", "columns": [small_item(id="part", type="text", section="one")]},
            "column part takes no shown_when, section or needs_consent",
        ),
        ({"type": "text", "codes": CODES}, "a text item takes no codes"),
        ({"type": "number", "codes": CODES}, "a number item takes no codes"),
        ({"type": "text", "unit": "g/L"}, "takes no unit"),
        ({"type": "date", "range": {"min": 0}}, "takes no unit, range"),
        ({"type": "yes_no", "plausible": [0, 1]}, "takes no unit, range or plausible"),
        ({"type": "number", "units_accepted": ["g/L"]}, "needs the unit they are converted to"),
        ({"type": "number", "plausible": [9, 1]}, "wrong way round"),
        ({"type": "number", "range": {}}, "give min, max or both"),
        ({"type": "number", "range": {"min": 2, "max": 1}}, "min is greater than max"),
        ({"type": "yes_no", "missing": ["forgotten"]}, "missing"),
        ({"type": "date", "partial": "decade"}, "partial"),
        ({"type": "number", "id": "Bilirubin"}, "id"),
        ({"type": "rating"}, "type"),
    ],
)
def test_what_does_not_fit_its_type_is_refused(parts, says):
    with pytest.raises(ValidationError, match=says):
        item(**parts)


def test_an_item_is_strict_unless_told_otherwise():
    plain = item(type="date")
    assert plain.required
    assert plain.past_only
    assert plain.partial is Precision.DAY
    assert plain.missing == ()


def test_the_stored_unit_comes_first():
    assert item(type="number", unit="g/L", units_accepted=["g/dL"]).units == ("g/L", "g/dL")
    assert item(type="number").units == ()


def test_a_range_may_be_open_on_one_side():
    assert Range(min=0).max is None
    assert Range(max=5).min is None
    assert Range(min=1, max=1).min == 1


def test_codes_keep_their_order():
    codes = {code: words(code) for code in ("none", "mild", "severe")}
    assert list(item(type="choice", codes=codes).codes) == ["none", "mild", "severe"]


def test_a_form_finds_its_items():
    form = small_form({"id": "afp", "type": "number"}, {"id": "note", "type": "text"})
    assert form.item("afp").type is ItemType.NUMBER
    assert form.item("other") is None


def test_a_form_groups_items_by_section():
    form = small_form(
        {"id": "afp", "type": "number", "section": "blood"},
        {"id": "note", "type": "text"},
        {"id": "inr", "type": "number", "section": "blood"},
        sections={"blood": words("Blood")},
    )
    assert [one.id for one in form.items_in("blood")] == ["afp", "inr"]
    assert [one.id for one in form.items_in(None)] == ["note"]


def test_a_form_may_be_for_some_roles_only():
    form = small_form({"id": "note", "type": "text"}, entered_by=["reader"])
    assert form.entered_by == (Role.READER,)
    with pytest.raises(ValidationError):
        small_form({"id": "note", "type": "text"}, entered_by=["anyone"])


def test_a_form_asks_something():
    with pytest.raises(ValidationError):
        Form.model_validate({"id": "empty", "label": words("Empty"), "phase": "visit", "items": []})


def test_a_check_asks_for_a_reason_unless_it_is_impossible():
    check = {"id": "c", "expect": {"fact": "a", "present": True}, "message": words("Look again.")}
    asked = small_form({"id": "a", "type": "text"}, checks=[check])
    assert asked.checks[0].severity is Severity.UNLIKELY


def test_missing_reasons_are_those_of_the_platform():
    everything = item(type="text", missing=[reason.value for reason in Missing])
    assert everything.missing == tuple(Missing)
