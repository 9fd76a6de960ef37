"""Where the grades of a scale begin for one result."""

from collections.abc import Mapping
from decimal import Decimal

from followup.domain.laboratory.measuring import Measured
from followup.domain.laboratory.rules import Against, Direction, Rule, Scale


def bounds_for(scale: Scale, rule: Rule, lab: Measured) -> Mapping[int, Decimal] | None:
    """Where each grade begins, in the first unit of the kind; None where that is not known."""
    if scale.against in (Against.ABSOLUTE, Against.RISE):
        return fixed_bounds(scale, rule, lab)
    table = scale.bounds[""]
    of = lab.limit if scale.against is Against.LIMIT else lab.baseline
    if of is None:
        return None
    if scale.against is Against.FALL:
        return {grade: of * (1 - percent / 100) for grade, percent in table.items()}
    return {grade: of * times for grade, times in table.items()}


def fixed_bounds(scale: Scale, rule: Rule, lab: Measured) -> Mapping[int, Decimal] | None:
    unit = unit_of_scale(scale, rule, lab)
    start = lab.baseline if scale.against is Against.RISE else Decimal(0)
    if unit is None or start is None:
        return None
    factor = rule.analyte.units[unit]
    return {grade: start + number * factor for grade, number in scale.bounds[unit].items()}


def unit_of_scale(scale: Scale, rule: Rule, lab: Measured) -> str | None:
    """The printed number of the value's own kind of unit."""
    kinds = rule.analyte.kind_of
    known = (unit for unit in scale.bounds if kinds.get(unit) == lab.kind)
    return next(known, None) if lab.kind else None


def highest(
    value: Decimal, bounds: Mapping[int, Decimal], scale: Scale, direction: Direction
) -> int:
    reached = (
        grade
        for grade, bound in bounds.items()
        if beyond(value, bound, direction) or (grade in scale.at and value == bound)
    )
    return max(reached, default=0)


def beyond(value: Decimal, bound: Decimal, direction: Direction) -> bool:
    return value > bound if direction is Direction.HIGH else value < bound
