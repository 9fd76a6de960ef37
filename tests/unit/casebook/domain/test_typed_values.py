from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.domain.answers import Entry
from casebook.domain.typed_values import Unreadable, read_value
from tests.factories.small_protocols import small_form
from trials.domain.partial_dates import PartialDate

PHASES = {
    "non_contrast": {"en": "Non-contrast", "zh": "平扫"},
    "arterial": {"en": "Arterial", "zh": "动脉期"},
}
LAB = {"unit": "umol/L", "units_accepted": ["mg/dL"], "analyte": "bilirubin"}


def item(type_, **parts):
    return small_form({"id": "asked", "type": type_, **parts}).items[0]


def read(type_, text="", *, typed_in=None, chosen=(), **parts):
    return read_value(item(type_, **parts), Entry(text=text, unit=typed_in, chosen=chosen))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("1.50", "1.50"),
        (" 0.4 ", "0.4"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-3", "-3"),
        ("+3", "3"),
        ("１２．５", "12.5"),
        ("－3", "-3"),
    ],
)
def test_number_is_read_digit_for_digit(text, value):
    assert str(read("number", text)) == value


@pytest.mark.parametrize(
    "text", ["abc", "1,200", "1 200", "1e5", "<0.5", "NaN", "inf", "--1", ".", "٣"]
)
def test_what_is_no_number_says_how_to_write_one(text):
    with pytest.raises(Unreadable) as refusal:
        read("number", text)
    assert str(refusal.value) == f"“{text}” is not a number."
    assert "12.5" in str(refusal.value.mend)


@pytest.mark.parametrize("type_", ["number", "integer"])
def test_a_number_pasted_a_hundred_times_is_refused(type_):
    assert read(type_, "9" * 30) == 10**30 - 1
    with pytest.raises(Unreadable, match="5000 digits"):
        read(type_, "9" * 5000)


def test_number_is_brought_to_its_canonical_unit():
    assert round(read("number", "2", typed_in="mg/dL", **LAB), 1) == Decimal("34.2")
    assert read("number", "12", typed_in="umol/L", **LAB) == 12
    assert read("number", "12", **LAB) == 12


def test_an_unknown_unit_names_those_accepted():
    with pytest.raises(Unreadable) as refusal:
        read("number", "2", typed_in="mg/L", **LAB)
    assert "Accepted: umol/L, mg/dL." in str(refusal.value)


@pytest.mark.parametrize(("text", "value"), [("3", 3), ("０", 0), ("-1", -1), ("12.0", 12)])
def test_integer_is_a_whole_number(text, value):
    assert read("integer", text) == value
    assert type(read("integer", text)) is int


@pytest.mark.parametrize("text", ["1.5", "two"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(Unreadable, match="number"):
        read("integer", text)


def test_a_conversion_never_cuts_an_integer_short():
    with pytest.raises(Unreadable, match="not a whole number"):
        read("integer", "15", typed_in="mm", unit="cm", units_accepted=["mm"])


def test_an_integer_with_named_values_takes_only_those():
    ecog = {"codes": {str(grade): {"en": str(grade), "zh": str(grade)} for grade in range(6)}}
    assert read("integer", "1", **ecog) == 1
    with pytest.raises(Unreadable, match="“7” is not one of the answers"):
        read("integer", "7", **ecog)


@pytest.mark.parametrize("text", ["2026", "2026-03", "2026-03-05"])
def test_date_is_kept_as_far_as_known(text):
    assert read("date", text) == PartialDate.parse(text)


def test_an_impossible_date_names_what_is_wrong():
    with pytest.raises(Unreadable) as refusal:
        read("date", "2026-02-30")
    assert str(refusal.value) == "There is no day 30 in 2026-02: that month has 28 days."


@pytest.mark.parametrize(
    ("text", "value"), [("9:05", "09:05"), ("23:59", "23:59"), ("００：００", "00:00")]
)
def test_time_is_kept_in_24_hours(text, value):
    assert read("time", text) == value


@pytest.mark.parametrize("text", ["24:00", "9", "9:5", "9:65", "9 am"])
def test_what_is_no_time_says_how_to_write_one(text):
    with pytest.raises(Unreadable, match="not a time of day"):
        read("time", text)


def test_choice_is_one_of_its_codes():
    assert read("choice", chosen=("arterial",), codes=PHASES) == "arterial"
    assert read("choice", "arterial", codes=PHASES) == "arterial"


@pytest.mark.parametrize("type_", ["choice", "choices"])
def test_another_code_is_refused_with_the_possible_ones(type_):
    with pytest.raises(Unreadable, match="“delayed” is not one of the answers") as refusal:
        read(type_, chosen=("delayed",), codes=PHASES)
    assert str(refusal.value.mend) == "Choose one of non_contrast, arterial."


def test_choices_may_come_as_a_text_with_commas():
    assert read("choices", "arterial, non_contrast", codes=PHASES) == ("non_contrast", "arterial")
    with pytest.raises(Unreadable, match="“late” is not one of the answers"):
        read("choices", "arterial,late", codes=PHASES)


def test_several_codes_are_no_answer_where_one_is_asked():
    with pytest.raises(Unreadable, match="“non_contrast, arterial” is not one of the answers"):
        read("choice", chosen=("non_contrast", "arterial"), codes=PHASES)


def test_choices_come_in_the_order_of_the_form_each_once():
    chosen = ("arterial", "non_contrast", "arterial")
    assert read("choices", chosen=chosen, codes=PHASES) == ("non_contrast", "arterial")


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("no", False)])
def test_yes_and_no_are_the_only_two_answers(text, value):
    assert read("yes_no", chosen=(text,)) is value
    assert read("yes_no", text) is value
    with pytest.raises(Unreadable, match="neither yes nor no"):
        read("yes_no", "maybe")


def test_text_is_kept_in_any_script_without_control_characters():
    assert read("text", "  肝内\x00复发\x07\n第二行 ") == "肝内复发\n第二行"


def test_text_without_any_character_is_no_answer():
    with pytest.raises(Unreadable, match="no text"):
        read("text", "\x07")


def outcome(type_, text):
    try:
        return read(type_, text)
    except Unreadable as refusal:
        return str(refusal.mend)


@given(st.text(), st.sampled_from(["number", "integer", "date", "time", "yes_no", "text"]))
def test_whatever_is_typed_is_read_or_refused_with_advice(text, type_):
    assert outcome(type_, text) not in {"", None}


@given(st.decimals(min_value="-1e9", max_value="1e9", places=4))
def test_any_decimal_written_out_is_read_back(number):
    assert read("number", f"{number:f}") == number
