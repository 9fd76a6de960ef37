from datetime import date

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from casebook.forms.dates import DayField, month_number, parts_of, text_of

BOTH = frozenset({"month", "day"})
DAY = frozenset({"day"})


def boxes(year="", month="", day=""):
    return {"year": year, "month": month, "day": day}


@pytest.mark.parametrize(
    ("typed", "unknown", "text"),
    [
        (boxes(), frozenset(), ""),
        (boxes("2026", "3", "5"), frozenset(), "2026-03-05"),
        (boxes("２０２６", "３", "５"), frozenset(), "2026-03-05"),
        (boxes("2026", "Mar", "5"), frozenset(), "2026-03-05"),
        (boxes("2026", "三月", "5"), frozenset(), "2026-03-05"),
        (boxes("2026", "3月", "5"), frozenset(), "2026-03-05"),
        (boxes("2026", "3"), DAY, "2026-03"),
        (boxes("2026"), BOTH, "2026"),
        # Left empty without saying "unknown": told, never filled in.
        (boxes("2026", "3"), frozenset(), "2026-03-?"),
        (boxes("2026"), frozenset(), "2026-?-?"),
        (boxes("2026"), DAY, "2026-?"),
        (boxes("", "3", "5"), frozenset(), "?-03-05"),
        # A tick beside a filled box changes nothing that was typed.
        (boxes("2026", "3", "5"), DAY, "2026-03-05"),
        (boxes("2026", "", "5"), BOTH, "2026-?-05"),
        (boxes("26", "3", "5"), frozenset(), "26-03-05"),
    ],
)
def test_boxes_become_text_as_far_as_they_are_known(typed, unknown, text):
    assert text_of(typed, unknown=unknown) == text


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1", "01"),
        ("12", "12"),
        ("December", "12"),
        ("dec", "12"),
        ("sept", "09"),
        ("ma", "ma"),
        ("十二月", "12"),
        ("十", "10"),
        ("13", "13"),
        ("", ""),
        ("x", "x"),
    ],
)
def test_months_by_number_and_by_name(typed, number):
    assert month_number(typed) == number


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_goes_out_in_boxes_and_comes_back(day):
    assert text_of(parts_of(day.isoformat())) == day.isoformat()


class Form(forms.Form):
    day = DayField()
    other = DayField(required=False)


def bound(**fields):
    return Form({f"day_{part}": value for part, value in fields.items()})


def test_a_field_gives_the_day():
    form = bound(year="2026", month="march", day="5")
    assert form.is_valid()
    assert form.cleaned_data == {"day": date(2026, 3, 5), "other": None}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "required"),
        ({"year": "2026", "month": "2", "day": "30"}, "There is no day 30"),
        ({"year": "2026", "month": "2"}, "is not a date"),
        ({"year": "1026", "month": "2", "day": "1"}, "outside 1900 to 2199"),
    ],
)
def test_a_field_says_what_is_wrong(typed, said):
    form = bound(**typed)
    assert not form.is_valid()
    assert said in form.errors["day"][0]


def test_what_was_typed_is_shown_again_and_an_initial_day_in_its_boxes():
    assert bound(year="2026", month="x")["day"].value() == boxes("2026", "x")
    assert Form(initial={"day": date(2026, 3, 5)})["day"].value() == boxes("2026", "03", "05")


def test_errors_are_in_the_language_of_the_reader():
    with translation.override("zh-hans"):
        assert bound(year="2026", month="2", day="30").errors["day"][0]
