"""What each operator says: the table a statistician can sign."""

import pytest

from tests.factories.conditions import condition, day, facts, number
from trials.domain.conditions import truth_of
from trials.domain.truth import Truth
from trials.domain.values import Absent, Known


def ask(text, **values):
    return truth_of(condition(text), facts(**values)).value


NUMBERS = [
    # The PRE score qualifies at 0.5 itself and never by rounding.
    ("{fact: x, at_least: 0.5}", number("0.5"), "true"),
    ("{fact: x, at_least: 0.5}", number("0.4999999"), "false"),
    ("{fact: x, at_least: 0.5}", number("0.49999999999999999999"), "false"),
    ("{fact: x, at_least: 0.5}", number("0.50"), "true"),
    ("{fact: x, at_least: 0.3}", number("0.1") + number("0.2"), "true"),
    ("{fact: x, at_most: 6}", 6, "true"),
    ("{fact: x, at_most: 6}", 7, "false"),
    ("{fact: x, between: [18, 75]}", 17, "false"),
    ("{fact: x, between: [18, 75]}", 18, "true"),
    ("{fact: x, between: [18, 75]}", 75, "true"),
    ("{fact: x, between: [18, 75]}", 76, "false"),
    ("{fact: x, is: 2}", number("2.0"), "true"),
    ("{fact: x, is: 2}", 3, "false"),
    ("{fact: x, one_of: [0, 1]}", 1, "true"),
    ("{fact: x, one_of: [0, 1]}", 2, "false"),
]

CHOICES = [
    ("{fact: x, is: hcc}", "hcc", "true"),
    ("{fact: x, is: hcc}", "other", "false"),
    ('{fact: x, one_of: ["0", A]}', "0", "true"),
    ('{fact: x, one_of: ["0", A]}', "B", "false"),
    ("{fact: x, is: arterial}", ("arterial", "delayed"), "true"),
    ("{fact: x, is: arterial}", ("delayed",), "false"),
    ("{fact: x, is: arterial}", (), "false"),
    ("{fact: x, one_of: [arterial, delayed]}", ("portal", "delayed"), "true"),
    ("{fact: x, one_of: [arterial, delayed]}", ("portal",), "false"),
    ("{fact: x, count: {at_least: 2}}", ("a", "b"), "true"),
    ("{fact: x, count: {at_least: 3}}", ("a", "b"), "false"),
    ("{fact: x, count: {at_most: 1}}", ("a", "b"), "false"),
    ("{fact: x, count: {at_least: 1, at_most: 2}}", ("a", "b"), "true"),
    ("{fact: x, count: {at_least: 1, at_most: 2}}", ("a", "b", "c"), "false"),
    ("{fact: x, is: true}", True, "true"),
    ("{fact: x, is: true}", False, "false"),
    ("{fact: x, is: false}", False, "true"),
    # A yes is not a count of one.
    ("{fact: x, is: true}", 1, "false"),
    ("{fact: x, is: 1}", True, "false"),
]

DATES = [
    ("{fact: x, before: 2026-03-05}", day("2026-03-04"), "true"),
    ("{fact: x, before: 2026-03-05}", day("2026-03-05"), "false"),
    ("{fact: x, before: 2026-03-05}", day("2026-03"), "unknown"),
    ("{fact: x, before: 2026-03-05}", day("2026-02"), "true"),
    ("{fact: x, before: 2026-03-05}", day("2026"), "unknown"),
    ("{fact: x, before: 2026-03-05}", day("2027"), "false"),
    ("{fact: x, after: 2026-03-05}", day("2026-03-06"), "true"),
    ("{fact: x, after: 2026-03-05}", day("2026-03-05"), "false"),
    ("{fact: x, after: 2026-03-05}", day("2026-03"), "unknown"),
    ("{fact: x, after: 2026-03-05}", day("2026-04"), "true"),
    ("{fact: x, at_least: 2026-03-05}", day("2026-03-05"), "true"),
    ("{fact: x, at_most: 2026-03-05}", day("2026-03-05"), "true"),
    ("{fact: x, at_most: 2026-03-05}", day("2026-03-06"), "false"),
    ("{fact: x, is: 2026-03-05}", day("2026-03-05"), "true"),
    ("{fact: x, is: 2026-03-05}", day("2026-03"), "unknown"),
    ("{fact: x, is: 2026-03-05}", day("2026-04"), "false"),
    ("{fact: x, between: [2026-03-01, 2026-03-31]}", day("2026-03"), "true"),
    ("{fact: x, between: [2026-03-01, 2026-03-31]}", day("2026"), "unknown"),
    ("{fact: x, between: [2026-03-01, 2026-03-31]}", day("2026-04"), "false"),
    ("{fact: x, one_of: [2026-03-01, 2026-03-02]}", day("2026-03-02"), "true"),
]


@pytest.mark.parametrize(("text", "value", "answer"), NUMBERS + CHOICES + DATES)
def test_one_fact_against_what_is_written(text, value, answer):
    assert ask(text, x=value) == answer


MONTH = "{fact: mri, within: {months: 1, before: {fact: enrolled}}}"
DAYS_30 = "{fact: mri, within: {days: 30, before: {fact: enrolled}}}"
DAYS_31 = "{fact: mri, within: {days: 31, before: {fact: enrolled}}}"


@pytest.mark.parametrize(
    ("mri", "enrolled", "month", "days_30", "days_31"),
    [
        ("2026-02-28", "2026-03-31", "true", "false", "true"),
        ("2026-02-27", "2026-03-31", "false", "false", "false"),
        ("2028-02-29", "2028-03-31", "true", "false", "true"),
        ("2028-02-28", "2028-03-31", "false", "false", "false"),
        ("2026-03-01", "2026-03-31", "true", "true", "true"),
        ("2026-02-10", "2026-03-10", "true", "true", "true"),
        ("2026-02-09", "2026-03-10", "false", "true", "true"),
        ("2026-02-07", "2026-03-10", "false", "false", "true"),
        ("2026-07-10", "2026-08-10", "true", "false", "true"),
        ("2026-12-15", "2027-01-15", "true", "false", "true"),
        ("2026-03-10", "2026-03-10", "true", "true", "true"),
        # A scan after enrollment never counts.
        ("2026-03-11", "2026-03-10", "false", "false", "false"),
        ("2026-03", "2026-03-31", "true", "true", "true"),
        ("2026-03", "2026-03-10", "unknown", "unknown", "unknown"),
        ("2026-02", "2026-03-10", "unknown", "unknown", "unknown"),
        ("2026-01", "2026-03-10", "false", "false", "false"),
        ("2026-04", "2026-03-10", "false", "false", "false"),
        ("2026-03-01", "2026-04", "unknown", "false", "unknown"),
    ],
)
def test_within_one_month_before(mri, enrolled, month, days_30, days_31):
    values = {"mri": day(mri), "enrolled": day(enrolled)}
    answers = tuple(ask(text, **values) for text in (MONTH, DAYS_30, DAYS_31))
    assert answers == (month, days_30, days_31)


@pytest.mark.parametrize(
    ("death", "answer"),
    [
        ("2026-01-01", "true"),
        ("2026-04-01", "true"),
        ("2026-04-02", "false"),
        ("2025-12-31", "false"),
        ("2026-03", "true"),
        ("2026-04", "unknown"),
        ("2026-05", "false"),
    ],
)
def test_within_ninety_days_after_surgery_counts_day_0_and_day_90(death, answer):
    text = "{fact: death, within: {days: 90, after: {fact: surgery}}}"
    assert ask(text, death=day(death), surgery=day("2026-01-01")) == answer


@pytest.mark.parametrize(
    ("contact", "answer"),
    [("2026-04-01", "false"), ("2026-04-02", "true"), ("2026-04", "unknown"), ("2026-05", "true")],
)
def test_a_date_moved_by_days(contact, answer):
    text = "{fact: contact, after: {fact: surgery, plus: {days: 90}}}"
    assert ask(text, contact=day(contact), surgery=day("2026-01-01")) == answer


@pytest.mark.parametrize(
    ("plus", "answer"), [("{weeks: 2}", "false"), ("{weeks: 1}", "true"), ("{months: 1}", "false")]
)
def test_a_date_moved_by_weeks_or_months(plus, answer):
    text = f"{{fact: visit, after: {{fact: surgery, plus: {plus}}}}}"
    assert ask(text, visit=day("2026-01-15"), surgery=day("2026-01-01")) == answer


def test_a_span_may_hang_on_a_written_date():
    text = "{fact: x, within: {days: 5, after: 2026-01-01}}"
    assert ask(text, x=day("2026-01-06")) == "true"
    assert ask(text, x=day("2026-01-07")) == "false"


@pytest.mark.parametrize(
    ("low", "high", "answer"), [(60, 80, "true"), (80, 80, "false"), (90, 80, "false")]
)
def test_two_facts_against_each_other(low, high, answer):
    text = "{not: {fact: low, at_least: {fact: high}}}"
    assert ask(text, low=low, high=high) == answer


@pytest.mark.parametrize(
    "text",
    [
        "{fact: x, at_most: {fact: other}}",
        "{fact: x, before: {fact: other}}",
        "{fact: x, between: [0, {fact: other}]}",
        "{fact: x, is: {fact: other}}",
        "{fact: x, within: {days: 3, after: {fact: other}}}",
        "{fact: x, after: {fact: other, plus: {days: 90}}}",
    ],
)
@pytest.mark.parametrize("other", [{}, {"other": Absent("not_done")}])
def test_nothing_is_decided_against_what_is_not_there(text, other):
    dates = "within" in text or "before" in text or "after" in text
    x = day("2026-01-01") if dates else 5
    assert ask(text, x=x, **other) == "unknown"


def test_one_bound_may_settle_what_the_other_leaves_open():
    assert ask("{fact: x, between: [0, {fact: other}]}", x=-1) == "false"


@pytest.mark.parametrize("text", [line[0] for line in (*NUMBERS[:1], *CHOICES[:1], *DATES[:1])])
@pytest.mark.parametrize("fact", [{}, {"x": Absent("not_done")}, {"x": Absent("refused")}])
def test_without_a_value_nothing_is_decided(text, fact):
    assert ask(text, **fact) == "unknown"


@pytest.mark.parametrize(
    ("fact", "there", "not_there"),
    [
        ({}, "unknown", "unknown"),
        ({"x": Absent("not_done")}, "false", "true"),
        ({"x": 0}, "true", "false"),
        ({"x": False}, "true", "false"),
        ({"x": day("2026")}, "true", "false"),
    ],
)
def test_presence(fact, there, not_there):
    assert ask("{fact: x, present: true}", **fact) == there
    assert ask("{fact: x, present: false}", **fact) == not_there


@pytest.mark.parametrize(
    ("unit", "answer"), [("umol/L", "true"), (None, "true"), ("mg/dL", "unknown")]
)
def test_units_are_never_mixed(unit, answer):
    text = "{fact: x, at_most: 34, unit: umol/L}"
    assert ask(text, x=Known(number("1.2"), unit)) == answer


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [("g/L", "g/L", "true"), ("g/L", "g/dL", "unknown"), ("g/L", None, "true")],
)
def test_two_facts_must_share_their_unit(one, other, answer):
    values = {"x": Known(number("3"), one), "other": Known(number("4"), other)}
    assert ask("{fact: x, at_most: {fact: other}}", **values) == answer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{fact: x, at_least: 1}", "many"),
        ("{fact: x, at_least: 1}", True),
        ("{fact: x, within: {days: 1, after: {fact: x}}}", 3),
        ("{fact: x, before: 5}", day("2026-01-01")),
    ],
)
def test_a_value_of_the_wrong_kind_is_a_mistake_not_an_answer(text, value):
    with pytest.raises(TypeError):
        ask(text, x=value)


def test_an_unrecorded_sex_is_not_male():
    assert truth_of(condition("{not: {fact: sex, is: male}}"), {}) is Truth.UNKNOWN
