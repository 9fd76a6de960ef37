"""What would have to be otherwise, as the investigator reads it under a criterion not met."""

import pytest

from tests.factories.conditions import condition, day, facts, number
from tests.unit.trials.domain.test_condition_words import PROTOCOL
from trials.domain.condition_flips import what_would_flip
from trials.domain.values import Absent


def flip(text, readings=None, **values):
    found = what_would_flip(condition(text), facts(**values), PROTOCOL, readings=readings or {})
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("text", "values", "sentence"),
    [
        (
            "{fact: score, at_least: 0.5}",
            {"score": number("0.4999999")},
            "PRE score 0.5 or more, 0.0000001 more than now",
        ),
        ("{fact: ecog, between: [0, 1]}", {"ecog": 2}, "ECOG 0 to 1, 1 less than now"),
        ("{fact: ecog, between: [1, 2]}", {"ecog": 0}, "ECOG 1 to 2, 1 more than now"),
        ("{fact: stage, is: a}", {"stage": "c"}, "Stage Early"),
        # An exclusion that applies: what holds would have to stop holding.
        ("{fact: ecog, at_least: 2}", {"ecog": 3}, "ECOG less than 2"),
        (
            "{all: [{fact: ecog, at_most: 1}, {fact: stage, is: a}]}",
            {"ecog": 2, "stage": "c"},
            "ECOG 1 or less, 1 less than now, and Stage Early",
        ),
        (
            "{any: [{fact: ecog, at_most: 1}, {fact: stage, is: a}]}",
            {"ecog": 2, "stage": "c"},
            "ECOG 1 or less, 1 less than now, or Stage Early",
        ),
        (
            "{any: [{fact: ecog, at_least: 2}, {fact: stage, is: c}]}",
            {"ecog": 2, "stage": "c"},
            "ECOG less than 2, and Stage other than Late",
        ),
        (
            "{all: [{fact: ecog, at_least: 2}, {fact: stage, is: c}]}",
            {"ecog": 2, "stage": "c"},
            "ECOG less than 2, or Stage other than Late",
        ),
        ("{not: {fact: stage, is: c}}", {"stage": "c"}, "Stage other than Late"),
        # Only what fails is named: the other part is fine as it is.
        (
            "{all: [{fact: ecog, at_most: 1}, {fact: stage, is: a}]}",
            {"ecog": 1, "stage": "c"},
            "Stage Early",
        ),
        (
            "{fact: mri, within: {days: 30, before: {fact: enrolled}}}",
            {"mri": day("2026-01-01"), "enrolled": day("2026-03-01")},
            "MRI: from 2026-01-30 to 2026-03-01",
        ),
        # A month before 31 March is 28 February; an end known in part gives only certain days.
        (
            "{fact: mri, within: {months: 1, before: {fact: enrolled}}}",
            {"mri": day("2026-02-27"), "enrolled": day("2026-03-31")},
            "MRI: from 2026-02-28 to 2026-03-31",
        ),
        (
            "{fact: mri, within: {days: 14, before: {fact: enrolled}}}",
            {"mri": day("2026-01-01"), "enrolled": day("2026-03")},
            "MRI at most 14 days before Enrollment (2026-03), and not later",
        ),
        (
            "{fact: mri, within: {days: 60, before: {fact: enrolled}}}",
            {"mri": day("2025-12-01"), "enrolled": day("2026-03")},
            "MRI: from 2026-01-30 to 2026-03-01",
        ),
        (
            "{fact: mri, within: {days: 7, after: {fact: enrolled}}}",
            {"mri": day("2026-03-09"), "enrolled": day("2026-03-01")},
            "MRI: from 2026-03-01 to 2026-03-08",
        ),
        # Both of an exclusion: what it reaches, and so where it ends.
        (
            "{fact: mri, within: {months: 60, before: {fact: enrolled}}}",
            {"mri": day("2024"), "enrolled": day("2026-03-31")},
            "MRI: up to 2021-03-30 or from 2026-04-01 on",
        ),
        ("{fact: mri, before: 2026-03-01}", {"mri": day("2026-03-01")}, "MRI: up to 2026-02-28"),
        ("{fact: mri, after: 2026-03-01}", {"mri": day("2026-03")}, None),
        ("{fact: mri, after: 2026-03-01}", {"mri": day("2026-02")}, "MRI: from 2026-03-02 on"),
        ("{fact: mri, at_least: 2026-03-01}", {"mri": day("2026")}, None),
        ("{fact: mri, at_least: 2026-03-01}", {"mri": day("2025")}, "MRI: from 2026-03-01 on"),
        ("{fact: mri, at_least: 2026-03-01}", {"mri": day("2027")}, "MRI: up to 2026-02-28"),
        (
            "{fact: mri, at_most: {fact: enrolled}}",
            {"mri": day("2026-03-02"), "enrolled": day("2026-03-01")},
            "MRI: up to 2026-03-01",
        ),
        (
            "{fact: mri, at_most: {fact: enrolled, plus: {weeks: 2}}}",
            {"mri": day("2026-03-02"), "enrolled": day("2026-03-01")},
            "MRI: from 2026-03-16 on",
        ),
        (
            "{fact: mri, between: [2026-01-01, 2026-03-01]}",
            {"mri": day("2026-03-02")},
            "MRI: from 2026-01-01 to 2026-03-01",
        ),
        (
            "{fact: mri, is: {fact: enrolled}}",
            {"mri": day("2026-03-02"), "enrolled": day("2026-03-01")},
            "MRI: from 2026-03-01 to 2026-03-01",
        ),
        (
            "{fact: mri, present: true}",
            {"mri": day("2026-03-02")},
            "MRI other than a recorded value",
        ),
    ],
)
def test_a_settled_answer_says_what_would_turn_it(text, values, sentence):
    assert flip(text, **values) == sentence


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{fact: ecog, at_most: 1}", {}),
        ("{fact: ecog, at_most: 1}", {"ecog": Absent("not_done")}),
        ("{fact: ecog, present: true}", {"ecog": Absent("not_done")}),
        ("{any: [{fact: ecog, at_most: 1}, {fact: stage, is: a}]}", {"ecog": 2}),
    ],
)
def test_what_is_open_or_has_no_value_names_nothing_to_turn(text, values):
    assert flip(text, **values) is None


def test_only_the_reading_that_counts_is_asked():
    text = "{reading: class_a, strict: {fact: ecog, at_most: 1}, wide: {fact: ecog, at_most: 2}}"
    assert flip(text, readings={"class_a": "wide"}, ecog=3) == "ECOG 2 or less, 1 less than now"
    assert flip(text, readings={"class_a": "strict"}, ecog=3) == "ECOG 1 or less, 2 less than now"
