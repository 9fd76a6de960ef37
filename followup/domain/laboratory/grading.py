"""The grade of a laboratory result by CTCAE v5.0, or why it cannot be told.

What is not known is not assumed. Every way the missing parts could be is gone through; where all
lead to the same grade, that is the grade: 70 g/L of hemoglobin is grade 3 whatever the lower limit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from itertools import product

from followup.domain.laboratory.bounds import beyond, grade_at, unit_of_scale
from followup.domain.laboratory.measuring import Measured, measured
from followup.domain.laboratory.results import Graded, Result
from followup.domain.laboratory.rules import Against, Direction, Only, Rule, Scale, When
from followup.domain.laboratory.wording import bound_in_words
from trials.domain.ctcae.terms import grades_of
from trials.domain.messages import Message

Grades = frozenset[int]
ALONE: Sequence[Grades] = [frozenset({one}) for one in range(6)]
NONE = ALONE[0]


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """One way the unknown could be. There is one object for each."""

    abnormal: bool = False
    on_anticoagulant: bool = False

    def applies(self, when: When) -> bool:
        return {
            When.ALWAYS: True,
            When.NORMAL: not self.abnormal,
            When.ABNORMAL: self.abnormal,
            When.ON_ANTICOAGULANT: self.on_anticoagulant,
            When.NO_ANTICOAGULANT: not self.on_anticoagulant,
        }[when]


def grade(result: Result, *, rule: Rule) -> Graded:
    lab = measured(result, rule)
    if lab.unit_fault is not None and lab.kind is None:
        return Graded(rule=rule, grade=None, possible=(), unit_fault=lab.unit_fault)
    possible = tuple(sorted(filled(possible_grades(rule, lab), rule)))
    if len(possible) > 1:
        missing = tuple(name for name, lacks in lacking(rule, lab) if lacks)
        return Graded(
            rule=rule, grade=None, possible=possible, missing=missing, unit_fault=lab.unit_fault
        )
    (found,) = possible
    return Graded(
        rule=rule,
        grade=found,
        possible=possible,
        passed=passed(rule, lab, found),
        higher=rule.clinical if may_rise(rule, found) else (),
        assumed=assumed(rule, lab),
    )


@cache
def may_rise(rule: Rule, found: int) -> bool:
    return found > 0 and any(found < one for one in grades_of(rule.term))


def assumed(rule: Rule, lab: Measured) -> tuple[str, ...]:
    """Nobody said whether an anticoagulant is taken: the fixed bounds are the stricter ones."""
    asks = rule.asks_if_anticoagulated
    untold = ("no_anticoagulant",) if asks and lab.on_anticoagulant is None else ()
    return untold + (("corrected_for_albumin",) if rule.analyte.id == "calcium" else ())


def possible_grades(rule: Rule, lab: Measured) -> Grades:
    here = worlds(rule, lab)
    if len(here) == len(lab.values) == 1:
        return in_world(rule, lab, lab.values[0], here[0])
    return frozenset().union(
        *(in_world(rule, lab, value, world) for value, world in product(lab.values, here))
    )


def filled(grades: Grades, rule: Rule) -> Grades:
    """A value known to lie between two ends may have any grade between theirs."""
    if len(grades) == 1:
        return grades
    between = {0} | {grade for scale in rule.scales for grade in scale.grades}
    return frozenset(one for one in between if min(grades) <= one <= max(grades)) | grades


@lru_cache(maxsize=1024)
def scales_in(rule: Rule, world: World) -> tuple[Scale, ...]:
    return tuple(scale for scale in rule.scales if world.applies(scale.when))


def worlds(rule: Rule, lab: Measured) -> list[World]:
    abnormal = was_abnormal(rule, lab) if rule.asks_if_abnormal else False
    return [
        world_of(one, bool(lab.on_anticoagulant))
        for one in ((False, True) if abnormal is None else (abnormal,))
    ]


@cache
def world_of(abnormal: bool, on_anticoagulant: bool) -> World:
    return World(abnormal=abnormal, on_anticoagulant=on_anticoagulant)


def was_abnormal(rule: Rule, lab: Measured) -> bool | None:
    """Abnormal to the side of the rule: an ALT below normal is no abnormal baseline of a rise."""
    if lab.baseline is None or lab.baseline_limit is None:
        return None
    return beyond(lab.baseline, lab.baseline_limit, rule.direction)


def in_world(rule: Rule, lab: Measured, value: Decimal, world: World) -> Grades:
    reached = [reachable(scale, rule, lab, value, world) for scale in scales_in(rule, world)]
    one = len(reached) == 1
    grades = reached[0] if one else frozenset(max(each) for each in product(*reached))
    passes = is_open(rule, lab, value)
    if passes is None:
        return grades | NONE
    return grades if passes else NONE


def is_open(rule: Rule, lab: Measured, value: Decimal) -> bool | None:
    if rule.only is None:
        return True
    bound = gate(rule, lab)
    return None if bound is None else beyond(value, bound, rule.direction)


def gate(rule: Rule, lab: Measured) -> Decimal | None:
    """What a value has to lie beyond before there is any grade."""
    if rule.only is None:
        return None
    return lab.limit if rule.only is Only.BEYOND_LIMIT else lab.baseline


def reachable(scale: Scale, rule: Rule, lab: Measured, value: Decimal, world: World) -> Grades:
    found = grade_at(value, scale, rule, lab)
    if found is not None:
        return ALONE[found]
    anything = NONE | scale.grades
    if not world.abnormal or lab.baseline is not None or lab.limit is None:
        return anything
    # An abnormal baseline lies beyond the limit, so the limit itself would give the most.
    nearest = grade_at(value, scale, rule, replace(lab, baseline=lab.limit))
    most = max(anything) if nearest is None else nearest
    return frozenset(one for one in anything if one <= most)


def lacking(rule: Rule, lab: Measured) -> Iterator[tuple[str, bool]]:
    """What would have been needed, in the order of a laboratory sheet."""
    here = worlds(rule, lab)
    asked = {scale.against for world in here for scale in scales_in(rule, world)}
    side = "upper" if rule.direction is Direction.HIGH else "lower"
    by_baseline = rule.asks_if_abnormal
    compares = bool(asked & {Against.BASELINE, Against.FALL, Against.RISE})
    needs_baseline = by_baseline or compares or rule.only is Only.BEYOND_BASELINE
    needs_limit = Against.LIMIT in asked or rule.only is Only.BEYOND_LIMIT
    yield "unit", lab.kind is None and bool(asked & {Against.ABSOLUTE, Against.RISE})
    yield f"{side}_limit", needs_limit and lab.limit is None
    yield "baseline", needs_baseline and lab.baseline is None
    yield f"baseline_{side}_limit", by_baseline and lab.baseline_limit is None
    yield "exact_value", len(lab.values) > 1


def passed(rule: Rule, lab: Measured, found: int) -> Message | None:
    """The bound that was passed, as the table has it."""
    if not found:
        return None
    ways = (
        bound_in_words(scale, found, rule, unit_of_scale(scale, rule, lab))
        for value, world in product(lab.values, worlds(rule, lab))
        for scale in scales_in(rule, world)
        if grade_at(value, scale, rule, lab) == found
    )
    return next(ways, None)
