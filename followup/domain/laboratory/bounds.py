"""Which grade of a scale one value reaches."""

from decimal import Decimal
from functools import lru_cache

from followup.domain.laboratory.measuring import Measured
from followup.domain.laboratory.rules import Against, Analyte, Direction, Rule, Scale

# Each grade and its number, the highest grade first.
Steps = tuple[tuple[int, Decimal], ...]


def grade_at(value: Decimal, scale: Scale, rule: Rule, lab: Measured) -> int | None:
    """The highest grade whose bound the value passes, 0 where it passes none; None where the bounds
    are not known."""
    steps = bounds_of(scale, rule, lab)
    return None if steps is None else highest(value, steps, scale, rule.direction)


def bounds_of(scale: Scale, rule: Rule, lab: Measured) -> Steps | None:
    """In the unit the value was brought into."""
    steps = steps_of(scale, rule.analyte, lab.kind)
    if scale.against is Against.ABSOLUTE:
        return steps
    of = lab.limit if scale.against is Against.LIMIT else lab.baseline
    if steps is None or of is None:
        return None
    rises = scale.against is Against.RISE
    return tuple([(grade, of + number if rises else of * number) for grade, number in steps])


@lru_cache(maxsize=4096)
def steps_of(scale: Scale, analyte: Analyte, kind: str | None) -> Steps | None:
    """Numbers in the first unit of the kind, or how many times the limit or the baseline."""
    unit, factor = "", Decimal(1)
    if scale.against in (Against.ABSOLUTE, Against.RISE):
        printed = unit_for(scale, analyte, kind)
        if printed is None:
            return None
        unit, factor = printed, analyte.units[printed]
    table = sorted(scale.bounds[unit].items(), reverse=True)
    if scale.against is Against.FALL:
        return tuple((grade, 1 - percent / 100) for grade, percent in table)
    return tuple((grade, number * factor) for grade, number in table)


def unit_of_scale(scale: Scale, rule: Rule, lab: Measured) -> str | None:
    return unit_for(scale, rule.analyte, lab.kind)


@lru_cache(maxsize=1024)
def unit_for(scale: Scale, analyte: Analyte, kind: str | None) -> str | None:
    """The printed number of the value's own kind of unit."""
    known = (unit for unit in scale.bounds if analyte.kind_of.get(unit) == kind)
    return next(known, None) if kind else None


def highest(value: Decimal, steps: Steps, scale: Scale, direction: Direction) -> int:
    is_high = direction is Direction.HIGH
    for grade, bound in steps:
        if value > bound if is_high else value < bound:
            return grade
        if value == bound and grade in scale.at:
            return grade
    return 0


def beyond(value: Decimal, bound: Decimal, direction: Direction) -> bool:
    return value > bound if direction is Direction.HIGH else value < bound
