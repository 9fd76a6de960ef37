from dataclasses import replace
from decimal import Decimal

from hypothesis import given

from followup.domain.laboratory.grading import grade
from followup.domain.laboratory.ladders import ladder_of
from followup.domain.laboratory.measuring import measured
from tests.unit.followup.domain.laboratory.test_grading import whole


@given(whole)
def test_ladder_says_what_the_rule_says_also_on_each_of_its_bounds(made):
    rule, result = made
    ladder = ladder_of(rule, measured(replace(result, value=Decimal(1)), rule))
    for value in (result.value, *(rung.bound / ladder.factor for rung in ladder.rungs)):
        assert vars(ladder.graded(value)) == vars(grade(replace(result, value=value), rule=rule))


@given(whole)
def test_there_is_no_ladder_where_something_that_matters_is_missing(made):
    rule, result = made
    bare = replace(result, unit="", limits=type(result.limits)(), baseline=None)
    unsure = grade(bare, rule=rule).grade is None
    assert not unsure or ladder_of(rule, measured(replace(bare, value=Decimal(1)), rule)) is None
