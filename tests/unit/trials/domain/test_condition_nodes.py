import pytest
from pydantic import ValidationError

from tests.factories.conditions import condition
from trials.domain.condition_nodes import (
    AllOf,
    AnyOf,
    Comparison,
    Not,
    Offset,
    Reading,
    comparisons,
    names_in,
    readings_in,
    walk,
)

CHILD_PUGH = """
reading: child_pugh
strict: {fact: child_pugh_score, at_most: 6}
printed_score: {fact: child_pugh_score, at_most: 7}
"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{fact: ecog, at_most: 1}", Comparison),
        ("{all: [{fact: a, is: true}, {fact: b, is: true}]}", AllOf),
        ("{any: [{fact: a, is: true}]}", AnyOf),
        ("{not: {fact: a, is: true}}", Not),
        (CHILD_PUGH, Reading),
    ],
)
def test_kinds_of_condition(text, kind):
    assert isinstance(condition(text), kind)


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("{fact: sex, is: male}", "is"),
        ("{fact: sex, one_of: [male, female]}", "one_of"),
        ("{fact: age, between: [18, 75]}", "between"),
        ("{fact: pre_score, at_least: 0.5}", "at_least"),
        ("{fact: score, at_most: 7}", "at_most"),
        ("{fact: mri_date, before: 2026-03-01}", "before"),
        ("{fact: mri_date, after: {fact: consent_date}}", "after"),
        ("{fact: mri_date, within: {days: 30, before: {fact: enrolled}}}", "within"),
        ("{fact: phases, count: {at_least: 4}}", "count"),
        ("{fact: mri_date, present: true}", "present"),
        ("{fact: lost, present: false}", "present"),
        ("{fact: count, at_least: 0}", "at_least"),
        ("{fact: answer, is: false}", "is"),
    ],
)
def test_each_operator_is_found(text, operator):
    assert condition(text).operator == operator


@pytest.mark.parametrize(
    "text",
    [
        "{fact: ecog}",
        "{fact: ecog, at_least: 0, at_most: 1}",
        "{fact: ecog, equals: 1}",
        "{fact: ecog, one_of: []}",
        "{fact: ecog, between: [0]}",
        "{fact: Ecog, at_most: 1}",
        "{fact: ecog, is: [1]}",
        "{all: []}",
        "{any: {fact: a, is: true}}",
        "{not: [{fact: a, is: true}]}",
        "{and: [{fact: a, is: true}]}",
        "{fact: d, within: {before: {fact: e}}}",
        "{fact: d, within: {days: 3, months: 1, before: {fact: e}}}",
        "{fact: d, within: {days: 3}}",
        "{fact: d, within: {days: 3, before: {fact: e}, after: {fact: f}}}",
        "{fact: d, within: {days: -3, before: {fact: e}}}",
        "{fact: d, count: {}}",
        "{fact: d, before: {fact: e, plus: {days: 1, weeks: 1}}}",
        "{fact: d, before: {fact: e, plus: {}}}",
        "{reading: r, only: {fact: a, is: true}}",
        "{reading: r, a: {fact: a, is: true}, b: 3}",
        "just words",
        "[]",
    ],
)
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(ValidationError):
        condition(text)


def test_readings_stand_beside_the_word_reading():
    node = condition(CHILD_PUGH)
    assert node.reading == "child_pugh"
    assert list(node.alternatives) == ["strict", "printed_score"]


def test_walking_meets_every_part_from_the_outside_in():
    node = condition("{all: [{not: {fact: a, is: true}}, {any: [{fact: b, is: true}]}]}")
    assert [type(part) for part in walk(node)] == [AllOf, Not, Comparison, AnyOf, Comparison]
    assert [part.fact for part in comparisons(node)] == ["a", "b"]


def test_readings_are_found_inside():
    node = condition(
        "{any: [{fact: a, is: true}, {reading: r, x: {fact: b, is: 1}, y: {fact: c, is: 1}}]}"
    )
    assert [one.reading for one in readings_in(node)] == ["r"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{fact: a, is: 1}", {"a"}),
        ("{fact: a, at_most: {fact: b}}", {"a", "b"}),
        ("{fact: a, between: [{fact: b}, {fact: c}]}", {"a", "b", "c"}),
        ("{fact: a, within: {days: 1, before: {fact: b}}}", {"a", "b"}),
        ("{fact: a, within: {days: 1, after: {fact: b, plus: {days: 2}}}}", {"a", "b"}),
        ("{fact: a, within: {days: 1, after: 2026-01-01}}", {"a"}),
        ("{fact: a, one_of: [b, c]}", {"a"}),
        (CHILD_PUGH, {"child_pugh_score"}),
        ("{not: {all: [{fact: a, present: true}, {fact: b, count: {at_most: 1}}]}}", {"a", "b"}),
    ],
)
def test_every_name_looked_at(text, names):
    assert names_in(condition(text)) == names


def test_numbers_are_read_as_they_are_written():
    assert str(condition("{fact: pre_score, at_least: 0.50}").at_least) == "0.50"


@pytest.mark.parametrize(
    "offset", [{}, {"days": 1, "months": 1}, {"years": 1}, {"days": "soon"}, {"weeks": 1.5}]
)
def test_an_offset_has_one_measure(offset):
    with pytest.raises(ValidationError):
        Offset.model_validate(offset)
