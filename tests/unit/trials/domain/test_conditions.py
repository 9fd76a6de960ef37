import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.conditions import condition, day, facts
from trials.domain.conditions import (
    Finding,
    UnreadCondition,
    alternatives_of,
    deciding_parts,
    evaluate,
    evaluate_each_reading,
    truth_of,
)
from trials.domain.partial_dates import PartialDate
from trials.domain.truth import Truth
from trials.domain.values import Absent, Known

CHILD_PUGH = condition("""
reading: child_pugh
strict: {fact: score, at_most: 6}
printed_score: {fact: score, at_most: 7}
""")
STRICT, PRINTED = {"child_pugh": "strict"}, {"child_pugh": "printed_score"}


def finding(text, **values):
    return evaluate(condition(text), facts(**values))


class TestFinding:
    def test_a_settled_answer_names_nothing_missing(self):
        found = finding("{all: [{fact: a, is: 1}, {fact: b, is: 1}]}", a=2)
        assert (found.truth, found.missing) == (Truth.FALSE, ())

    def test_an_absence_that_settles_it_is_not_missing(self):
        found = finding("{fact: mri, present: true}", mri=Absent("not_done"))
        assert (found.truth, found.missing) == (Truth.FALSE, ())

    def test_an_open_answer_names_what_would_settle_it(self):
        found = finding("{all: [{fact: a, is: 1}, {fact: b, is: 1}, {fact: c, is: 1}]}", a=1)
        assert (found.truth, found.missing) == (Truth.UNKNOWN, ("b", "c"))

    def test_names_come_once_and_in_reading_order(self):
        found = finding("{any: [{fact: z, is: 1}, {fact: a, is: 1}, {fact: z, is: 2}]}")
        assert found.missing == ("z", "a")

    def test_the_other_side_may_be_what_is_missing(self):
        text = "{fact: mri, within: {days: 30, before: {fact: enrolled}}}"
        assert finding(text, mri=day("2026-03-01")).missing == ("enrolled",)
        assert finding(text).missing == ("mri", "enrolled")

    def test_an_absent_value_is_missing_too(self):
        found = finding("{fact: mri, after: 2026-01-01}", mri=Absent("not_done"))
        assert found.missing == ("mri",)
        assert found.imprecise == ()

    def test_a_date_that_is_not_exact_enough_is_named(self):
        found = finding("{fact: mri, after: 2026-03-05}", mri=day("2026-03"))
        assert (found.truth, found.missing) == (Truth.UNKNOWN, ("mri",))
        assert found.imprecise == ("mri",)

    def test_only_the_inexact_side_is_named(self):
        text = "{fact: mri, before: {fact: enrolled}}"
        found = finding(text, mri=day("2026-03-05"), enrolled=day("2026-03"))
        assert found.missing == ("enrolled",)

    def test_a_value_in_another_unit_is_named(self):
        found = finding("{fact: x, at_most: 3, unit: g/L}", x=Known(2, "g/dL"))
        assert found.imprecise == ("x",)

    def test_values_used_come_with_their_source(self):
        bilirubin = Known(12, "umol/L", PartialDate(2026, 3, 5))
        found = evaluate(condition("{fact: b, at_most: 34}"), {"b": bilirubin, "other": Known(1)})
        assert found.used == {"b": bilirubin}

    def test_an_empty_finding_uses_nothing(self):
        assert Finding(truth=Truth.UNKNOWN).used == {}


class TestReadings:
    @pytest.mark.parametrize(
        ("score", "strict", "printed"),
        [(5, "true", "true"), (6, "true", "true"), (7, "false", "true"), (8, "false", "false")],
    )
    def test_only_the_chosen_reading_counts(self, score, strict, printed):
        known = facts(score=score)
        assert truth_of(CHILD_PUGH, known, STRICT) == strict
        assert truth_of(CHILD_PUGH, known, PRINTED) == printed

    def test_every_reading_is_computed(self):
        by_reading = evaluate_each_reading(CHILD_PUGH, facts(score=7), STRICT, of="child_pugh")
        assert {name: found.truth for name, found in by_reading.items()} == {
            "strict": Truth.FALSE,
            "printed_score": Truth.TRUE,
        }

    def test_other_ambiguities_stay_as_chosen(self):
        nested = condition("""
            all:
              - {reading: a, low: {fact: x, at_least: 1}, high: {fact: x, at_least: 5}}
              - {reading: b, yes: {fact: y, is: 1}, no: {fact: y, is: 2}}
        """)
        chosen = {"a": "high", "b": "yes"}
        found = evaluate_each_reading(nested, facts(x=3, y=1), chosen, of="b")
        assert {finding.truth for finding in found.values()} == {Truth.FALSE}

    def test_a_condition_without_the_ambiguity_has_no_alternatives(self):
        assert alternatives_of(condition("{not: {fact: a, is: 1}}"), "child_pugh") == ()
        assert evaluate_each_reading(CHILD_PUGH, {}, STRICT, of="month") == {}

    def test_alternatives_are_found_inside(self):
        wrapped = condition("""
            not: {reading: child_pugh, strict: {fact: s, is: 1}, printed_score: {fact: s, is: 2}}
        """)
        assert alternatives_of(wrapped, "child_pugh") == ("strict", "printed_score")

    @pytest.mark.parametrize("readings", [{}, {"child_pugh": "lenient"}])
    def test_no_reading_is_ever_guessed(self, readings):
        with pytest.raises(UnreadCondition, match="child_pugh"):
            evaluate(CHILD_PUGH, facts(score=6), readings)

    def test_the_facts_of_readings_that_do_not_count_are_not_used(self):
        age = condition("{reading: at, consent: {fact: a, is: 1}, enrollment: {fact: b, is: 1}}")
        found = evaluate(age, facts(a=1, b=1), {"at": "consent"})
        assert set(found.used) == {"a"}


class TestDecidingParts:
    @pytest.mark.parametrize(
        ("text", "deciding"),
        [
            ("{all: [{fact: yes, is: 1}, {fact: no, is: 1}]}", ["no"]),
            ("{all: [{fact: yes, is: 1}, {fact: open, is: 1}]}", ["open"]),
            ("{any: [{fact: yes, is: 1}, {fact: no, is: 1}]}", ["yes"]),
            ("{any: [{fact: no, is: 1}, {fact: open, is: 1}]}", ["open"]),
            ("{any: [{fact: no, is: 1}, {fact: no, is: 3}]}", ["no", "no"]),
            ("{not: {fact: yes, is: 1}}", ["yes"]),
        ],
    )
    def test_they_share_the_answer(self, text, deciding):
        parts = deciding_parts(condition(text), facts(yes=1, no=2), {})
        assert [part.fact for part in parts] == deciding

    def test_of_a_reading_the_one_that_counts(self):
        (part,) = deciding_parts(CHILD_PUGH, {}, PRINTED)
        assert part.at_most == 7

    def test_a_comparison_has_no_parts(self):
        assert deciding_parts(condition("{fact: a, is: 1}"), {}, {}) == ()


LEAVES = [
    "{fact: a, at_most: 3}",
    "{fact: a, one_of: [1, 5]}",
    "{fact: b, at_least: {fact: a}}",
    "{fact: d, before: 2026-03-15}",
    "{fact: d, within: {months: 1, before: {fact: e}}}",
    "{fact: e, after: {fact: d, plus: {days: 90}}}",
    "{fact: d, present: true}",
]
conditions = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map("{{not: {}}}".format),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"{{all: [{', '.join(parts)}]}}"),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"{{any: [{', '.join(parts)}]}}"),
    ),
    max_leaves=6,
).map(condition)

exact_days = st.builds(PartialDate, st.just(2026), st.integers(1, 12), st.integers(1, 28))
exact_facts = st.fixed_dictionaries(
    {
        "a": st.integers(0, 6).map(Known),
        "b": st.integers(0, 6).map(Known),
        "d": exact_days.map(Known),
        "e": exact_days.map(Known),
    }
)


def blurred(known, how):
    """The same fact as it may have stood earlier: less exact, or not recorded at all."""
    value = known.value
    if how == "month" and isinstance(value, PartialDate):
        return Known(PartialDate(value.year, value.month))
    if how == "year" and isinstance(value, PartialDate):
        return Known(PartialDate(value.year))
    return None if how == "unrecorded" else known


@settings(max_examples=60)
@given(conditions, exact_facts, st.data())
def test_recording_more_never_turns_a_settled_answer(asked, later, data):
    hows = {
        name: data.draw(st.sampled_from(["same", "month", "year", "unrecorded"])) for name in later
    }
    earlier = {name: blurred(known, hows[name]) for name, known in later.items()}
    earlier = {name: known for name, known in earlier.items() if known is not None}
    before, after = truth_of(asked, earlier), truth_of(asked, later)
    assert before in (Truth.UNKNOWN, after)


@settings(max_examples=60)
@given(conditions, exact_facts)
def test_with_everything_exact_every_question_has_an_answer(asked, known):
    found = evaluate(asked, known)
    assert found.truth.is_decided
    assert found.missing == ()


@settings(max_examples=60)
@given(conditions, st.data())
def test_an_open_answer_always_says_what_is_missing(asked, data):
    recorded = data.draw(exact_facts)
    names = data.draw(st.sets(st.sampled_from(sorted(recorded))))
    found = evaluate(asked, {name: recorded[name] for name in names})
    assert found.truth.is_decided is (found.missing == ())
    assert set(found.missing).isdisjoint(names)
