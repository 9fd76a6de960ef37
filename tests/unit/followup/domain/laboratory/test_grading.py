from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.laboratory.answers import why_no_grade
from followup.domain.laboratory.grading import grade
from followup.domain.laboratory.names import rules_named
from followup.domain.laboratory.results import Limits, Result
from followup.domain.laboratory.rules import Direction, rules
from tests.unit.followup.domain.laboratory.examples import ALT, EXAMPLES, judged

numbers = st.decimals(min_value="0.01", max_value="2000", places=2)
some_rule = st.sampled_from(rules())


def result_for(rule, *, value, limit, baseline, baseline_limit, treated):
    unit = next(iter(rule.analyte.units))
    high = rule.direction is Direction.HIGH
    return Result(
        value=value,
        unit=unit,
        limits=Limits(upper=limit) if high else Limits(lower=limit),
        baseline=baseline,
        baseline_limits=Limits(upper=baseline_limit) if high else Limits(lower=baseline_limit),
        on_anticoagulant=treated,
    )


whole = st.builds(
    lambda rule, **parts: (rule, result_for(rule, **parts)),
    some_rule,
    value=numbers,
    limit=numbers,
    baseline=numbers,
    baseline_limit=numbers,
    treated=st.booleans(),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.term} {one.value} {one.unit}")
def test_worked_grades(example):
    graded = judged(example)
    assert (graded.grade, graded.grade is None) == (example.grade, example.grade is None)
    # A grade says which bound was passed; no grade says what is needed.
    if graded.grade is None:
        assert graded.unit_fault or graded.missing
    else:
        assert bool(graded.passed) == bool(graded.grade)


@given(whole)
def test_with_all_parts_there_is_always_a_grade_that_the_term_has(made):
    rule, result = made
    found = grade(result, rule=rule).grade
    assert found == 0 or found in {grade for scale in rule.scales for grade in scale.grades}


@given(
    rule=some_rule,
    value=numbers,
    limit=numbers,
    times=st.decimals(min_value="0.3", max_value=3, places=1),
    treated=st.booleans(),
    hidden=st.sets(st.sampled_from(["unit", "limits"])),
)
def test_what_is_not_known_hides_the_grade_and_never_changes_it(
    *, rule, value, limit, times, treated, hidden
):
    baseline = limit * times
    result = result_for(
        rule, value=value, limit=limit, baseline=baseline, baseline_limit=limit, treated=treated
    )
    full = grade(result, rule=rule)
    absent = {"unit": "", "limits": Limits()}
    for name in ("baseline", "baseline_limits"):
        less = replace(result, **{name: None if name == "baseline" else Limits()})
        assert full.grade in grade(less, rule=rule).possible
        less = replace(less, **{one: absent[one] for one in hidden})
        assert full.grade in grade(less, rule=rule).possible


@given(whole, numbers)
def test_further_from_normal_is_never_a_lower_grade(made, step):
    rule, result = made
    further = result.value + step if rule.direction is Direction.HIGH else result.value / (1 + step)
    worse = grade(replace(result, value=further), rule=rule).grade
    assert worse >= grade(result, rule=rule).grade


@given(whole, st.sampled_from(["<", ">", "<=", ">="]))
def test_beyond_a_measuring_limit_the_grade_holds_for_every_value_there(made, sign):
    rule, result = made
    found = grade(replace(result, compare=sign), rule=rule)
    for times in (Decimal("0.3"), Decimal("0.999"), Decimal("1.001"), Decimal("7")):
        if (times < 1) == sign.startswith("<"):
            exact = grade(replace(result, value=result.value * times), rule=rule).grade
            assert exact in found.possible


@given(st.decimals(min_value="1", max_value="200", places=1))
def test_grams_per_liter_and_per_deciliter_give_one_grade(value):
    (rule,) = rules_named("Anemia", "")
    limits = Limits(lower=Decimal(120))
    tenth = Limits(lower=Decimal(12))
    grams = grade(Result(value=value, unit="g/L", limits=limits), rule=rule)
    assert (
        grams.grade == grade(Result(value=value / 10, unit="g/dL", limits=tenth), rule=rule).grade
    )


def test_a_baseline_in_another_kind_of_unit_is_not_compared():
    (rule,) = rules_named("Creatinine increased", "")
    result = Result(
        value=Decimal(130),
        unit="umol/L",
        limits=Limits(upper=Decimal(104)),
        baseline=Decimal("0.7"),
        baseline_unit="mg/dL",
    )
    found = grade(result, rule=rule)
    assert found.grade is None
    assert str(why_no_grade(found)) == "The baseline is in another kind of unit than the value."
    same = replace(result, baseline=Decimal("0.06"), baseline_unit="mmol/L")
    assert grade(same, rule=rule).grade == 2


def test_no_grade_says_what_it_could_be_and_what_is_needed():
    (rule,) = rules_named(ALT, "")
    result = Result(value=Decimal(121), unit="U/L", limits=Limits(upper=Decimal(40)))
    assert str(why_no_grade(grade(result, rule=rule))) == (
        "It could be grade 0, 1, 2. Needed: the baseline value, "
        "the upper limit of normal at baseline."
    )
