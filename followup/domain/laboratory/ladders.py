"""What a value is held against where all else is known: the grades and their bounds, as one ladder.

In a large table many values share their unit, limits and baseline; their ladder is built once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from followup.domain.laboratory.bounds import beyond, bounds_of, unit_of_scale
from followup.domain.laboratory.grading import assumed, gate, may_rise, scales_in, worlds
from followup.domain.laboratory.measuring import Measured
from followup.domain.laboratory.results import Graded
from followup.domain.laboratory.rules import Direction, Rule, Scale
from followup.domain.laboratory.wording import bound_in_words


class Rung(NamedTuple):
    grade: int
    bound: Decimal
    scale: Scale
    unit: str | None
    is_included: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Ladder:
    """`factor` brings a value into the unit of the bounds; the highest grade comes first. Unless
    the value lies beyond `gate` there is no grade."""

    rule: Rule
    factor: Decimal
    rungs: tuple[Rung, ...]
    gate: Decimal | None
    assumed: tuple[str, ...]

    def graded(self, number: Decimal) -> Graded:
        rung = self.reached(number * self.factor)
        if rung is None:
            return ungraded(self.rule, self.assumed)
        return graded_at(self.rule, rung.scale, rung.grade, rung.unit, self.assumed)

    def reached(self, value: Decimal) -> Rung | None:
        is_high = self.rule.direction is Direction.HIGH
        if self.gate is not None and not beyond(value, self.gate, self.rule.direction):
            return None
        for rung in self.rungs:
            if value > rung.bound if is_high else value < rung.bound:
                return rung
            if rung.is_included and value == rung.bound:
                return rung
        return None


def ladder_of(rule: Rule, lab: Measured) -> Ladder | None:
    """`lab` is of the value 1. None where something is missing that could make a difference."""
    here = worlds(rule, lab)
    closed = gate(rule, lab)
    if lab.kind is None or lab.unit_fault or len(here) > 1 or (rule.only and closed is None):
        return None
    rungs = []
    for scale in scales_in(rule, here[0]):
        found = list(rungs_of(scale, rule, lab))
        if not found:
            return None
        rungs += found
    rungs.sort(key=lambda rung: -rung.grade)
    return Ladder(
        rule=rule,
        factor=lab.values[0],
        rungs=tuple(rungs),
        gate=closed,
        assumed=assumed(rule, lab),
    )


def rungs_of(scale: Scale, rule: Rule, lab: Measured) -> Iterator[Rung]:
    unit = unit_of_scale(scale, rule, lab)
    for grade, bound in bounds_of(scale, rule, lab) or ():
        yield Rung(grade=grade, bound=bound, scale=scale, unit=unit, is_included=grade in scale.at)


@cache
def graded_at(
    rule: Rule, scale: Scale, grade: int, unit: str | None, assumed: tuple[str, ...]
) -> Graded:
    return Graded(
        rule=rule,
        grade=grade,
        possible=(grade,),
        passed=bound_in_words(scale, grade, rule, unit),
        higher=rule.clinical if may_rise(rule, grade) else (),
        assumed=assumed,
    )


@cache
def ungraded(rule: Rule, assumed: tuple[str, ...]) -> Graded:
    return Graded(rule=rule, grade=0, possible=(0,), assumed=assumed)
