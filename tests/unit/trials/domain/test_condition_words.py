"""The sentences a nurse reads on the screening page."""

import pytest

from tests.factories.conditions import condition, day, facts, number
from tests.factories.small_protocols import small_protocol, words
from trials.domain.condition_words import MISSING_LABELS, explain, shortfall
from trials.domain.values import Absent, Known, Missing


def fact(kind, label, **more):
    return {
        "type": kind,
        "owner": "casebook",
        "label": {"en": label, "zh": f"{label}（中）"},
        **more,
    }


PROTOCOL = small_protocol(
    facts={
        "ecog": fact("integer", "ECOG"),
        "score": fact("number", "PRE score"),
        "bilirubin": fact("number", "Bilirubin", unit="umol/L"),
        "ratio": fact("number", "Ratio", unit="1"),
        "stage": fact("choice", "Stage", codes={"a": words("Early"), "c": words("Late")}),
        "phases": fact(
            "choices", "Phases", codes={"art": words("Arterial"), "del": words("Delayed")}
        ),
        "mri": fact("date", "MRI"),
        "enrolled": fact("date", "Enrollment"),
        "consented": fact("yes_no", "Consent given"),
    }
)


def say(text, wanted=True, readings=None, **values):
    asked = condition(text)
    lines = explain(asked, facts(**values), PROTOCOL, readings=readings or {}, wanted=wanted)
    return [str(line) for line in lines]


@pytest.mark.parametrize(
    ("text", "values", "sentence"),
    [
        ("{fact: ecog, between: [0, 1]}", {"ecog": 2}, "ECOG is 2, protocol allows 0 to 1"),
        ("{fact: ecog, one_of: [0, 1, 2]}", {"ecog": 3}, "ECOG is 3, protocol allows 0 or 1 or 2"),
        (
            "{fact: score, at_least: 0.5}",
            {"score": number("0.4999999")},
            "PRE score is 0.4999999, protocol allows 0.5 or more",
        ),
        ("{fact: ecog, at_most: 1}", {"ecog": 2}, "ECOG is 2, protocol allows 1 or less"),
        ("{fact: stage, is: a}", {"stage": "c"}, "Stage is Late, protocol allows Early"),
        (
            "{fact: phases, is: art}",
            {"phases": ("del",)},
            "Phases is Delayed, protocol allows Arterial",
        ),
        ("{fact: phases, is: art}", {"phases": ()}, "Phases is -, protocol allows Arterial"),
        (
            "{fact: phases, count: {at_least: 2}}",
            {"phases": ("del",)},
            "Phases is Delayed, protocol allows 2 or more chosen",
        ),
        (
            "{fact: phases, count: {at_most: 1}}",
            {"phases": ("art", "del")},
            "Phases is Arterial, Delayed, protocol allows 0 to 1 chosen",
        ),
        (
            "{fact: consented, is: true}",
            {"consented": False},
            "Consent given is no, protocol allows yes",
        ),
        (
            "{fact: bilirubin, at_most: 34}",
            {"bilirubin": Known(40, "umol/L")},
            "Bilirubin is 40 umol/L, protocol allows 34 or less",
        ),
        (
            "{fact: ratio, at_most: 1}",
            {"ratio": Known(2, "1")},
            "Ratio is 2, protocol allows 1 or less",
        ),
        (
            "{fact: mri, before: 2026-03-01}",
            {"mri": day("2026-03-02")},
            "MRI is 2026-03-02, protocol allows before 2026-03-01",
        ),
        (
            "{fact: mri, after: 2026-03-01}",
            {"mri": day("2026-03-01")},
            "MRI is 2026-03-01, protocol allows after 2026-03-01",
        ),
        (
            "{fact: mri, within: {months: 1, before: {fact: enrolled}}}",
            {"mri": day("2026-01-01"), "enrolled": day("2026-03-10")},
            "MRI is 2026-01-01, protocol allows at most a month before Enrollment (2026-03-10), "
            "and not later",
        ),
        (
            "{fact: mri, within: {days: 90, after: {fact: enrolled}}}",
            {"mri": day("2026-01-01"), "enrolled": day("2026-03-10")},
            "MRI is 2026-01-01, protocol allows at most 90 days after Enrollment (2026-03-10), "
            "and not earlier",
        ),
        (
            "{fact: mri, after: {fact: enrolled, plus: {days: 90}}}",
            {"mri": day("2026-01-01"), "enrolled": day("2026-03-10")},
            "MRI is 2026-01-01, protocol allows after Enrollment (2026-03-10) plus 90 days",
        ),
        (
            "{fact: mri, after: {fact: enrolled, plus: {months: 3}}}",
            {"mri": day("2026-01-01"), "enrolled": day("2026-03-10")},
            "MRI is 2026-01-01, protocol allows after Enrollment (2026-03-10) plus 3 months",
        ),
        (
            "{fact: mri, present: false}",
            {"mri": day("2026")},
            "MRI is 2026, protocol allows no recorded value",
        ),
    ],
)
def test_what_is_and_what_the_protocol_allows(text, values, sentence):
    assert say(text, **values) == [sentence]


@pytest.mark.parametrize(
    ("text", "wanted", "values", "sentence"),
    [
        (
            "{fact: ecog, at_most: 1}",
            True,
            {"ecog": 1},
            "ECOG is 1, as the protocol asks: 1 or less",
        ),
        ("{fact: ecog, at_least: 3}", False, {"ecog": 4}, "ECOG is 4, protocol excludes 3 or more"),
        (
            "{fact: ecog, at_least: 3}",
            False,
            {"ecog": 1},
            "ECOG is 1, protocol excludes only 3 or more",
        ),
        (
            "{fact: mri, after: 2026-03-05}",
            True,
            {"mri": day("2026-03")},
            "MRI is 2026-03, which cannot tell yet: after 2026-03-05",
        ),
        (
            "{fact: mri, after: 2026-03-05}",
            False,
            {"mri": day("2026-03")},
            "MRI is 2026-03, which cannot tell yet: after 2026-03-05",
        ),
        ("{fact: ecog, at_most: 1}", True, {}, "ECOG is not recorded yet"),
        (
            "{fact: ecog, at_most: 1}",
            True,
            {"ecog": Absent("not_done")},
            "ECOG has no value: not done",
        ),
        (
            "{fact: mri, present: true}",
            True,
            {"mri": Absent("refused")},
            "MRI has no value: refused",
        ),
        (
            "{fact: mri, present: true}",
            True,
            {"mri": day("2026")},
            "MRI is 2026, as the protocol asks: a recorded value",
        ),
        (
            "{fact: mri, before: {fact: enrolled}}",
            True,
            {"mri": day("2026-01-01")},
            "MRI is 2026-01-01, which cannot tell yet: before Enrollment",
        ),
        (
            "{not: {fact: ecog, at_least: 3}}",
            True,
            {"ecog": 4},
            "ECOG is 4, protocol excludes 3 or more",
        ),
        (
            "{not: {not: {fact: ecog, at_most: 1}}}",
            True,
            {"ecog": 4},
            "ECOG is 4, protocol allows 1 or less",
        ),
    ],
)
def test_met_excluded_and_open(text, wanted, values, sentence):
    assert say(text, wanted=wanted, **values) == [sentence]


def test_only_what_settles_it_is_said():
    text = "{all: [{fact: ecog, at_most: 1}, {fact: stage, is: a}, {fact: score, at_least: 0.5}]}"
    assert say(text, ecog=0, stage="c") == ["Stage is Late, protocol allows Early"]
    assert say(text, ecog=0, stage="a") == ["PRE score is not recorded yet"]
    assert len(say(text, ecog=2, stage="c")) == 2


def test_the_reading_that_counts_is_said():
    text = "{reading: r, strict: {fact: ecog, at_most: 0}, lenient: {fact: ecog, at_most: 2}}"
    said = say(text, readings={"r": "lenient"}, ecog=3)
    assert said == ["ECOG is 3, protocol allows 2 or less"]


def test_sentences_can_be_shown_in_chinese():
    (line,) = explain(condition("{fact: stage, is: a}"), facts(stage="c"), PROTOCOL)
    chinese = {"{label} is {value}, protocol allows {rule}": "{label}为{value}，方案允许{rule}"}
    shown = line.render(
        lambda text: chinese.get(text, text),
        lambda value: getattr(value, "zh", None) or str(value),
    )
    assert shown == "Stage（中）为Late（中），方案允许Early（中）"


def test_every_reason_of_absence_has_words():
    assert set(MISSING_LABELS) == set(Missing)


@pytest.mark.parametrize(
    ("text", "value", "short"),
    [
        ("{fact: score, at_least: 0.5}", number("0.4999"), "0.0001"),
        ("{fact: score, at_most: 6}", 7, "1"),
        ("{fact: score, between: [18, 75]}", 80, "5"),
        ("{fact: score, between: [18, 75]}", 17, "1"),
    ],
)
def test_how_near_a_miss_was(text, value, short):
    assert shortfall(condition(text), facts(score=value)) == number(short)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{fact: score, at_least: 0.5}", {"score": number("0.5")}),
        ("{fact: score, at_least: 0.5}", {}),
        ("{fact: score, at_least: 0.5}", {"score": Absent("not_done")}),
        ("{fact: stage, is: a}", {"stage": "c"}),
        ("{fact: mri, before: 2026-01-01}", {"mri": day("2026-03-01")}),
        ("{fact: score, at_least: {fact: ecog}}", {"score": 1, "ecog": 2}),
        ("{fact: score, is: 3}", {"score": 2}),
    ],
)
def test_no_distance_where_there_is_none(text, values):
    assert shortfall(condition(text), facts(**values)) is None
