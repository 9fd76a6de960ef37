"""Where the grades of a scale begin for one result."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from followup.domain.laboratory.measuring import Measured
from followup.domain.laboratory.rules import Against, Analyte, Direction, Rule, Scale


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
    numbers = printed_bounds(scale, rule.analyte, lab.kind)
    if numbers is None or scale.against is Against.ABSOLUTE:
        return numbers
    if lab.baseline is None:
        return None
    return {grade: lab.baseline + number for grade, number in numbers.items()}


@lru_cache(maxsize=4096)
def printed_bounds(
    scale: Scale, analyte: Analyte, kind: str | None
) -> Mapping[int, Decimal] | None:
    unit = unit_for(scale, analyte, kind)
    if unit is None:
        return None
    return {grade: number * analyte.units[unit] for grade, number in scale.bounds[unit].items()}


def unit_of_scale(scale: Scale, rule: Rule, lab: Measured) -> str | None:
    return unit_for(scale, rule.analyte, lab.kind)


def unit_for(scale: Scale, analyte: Analyte, kind: str | None) -> str | None:
    """The printed number of the value's own kind of unit."""
    known = (unit for unit in scale.bounds if analyte.kind_of.get(unit) == kind)
    return next(known, None) if kind else None


def highest(
    value: Decimal, bounds: Mapping[int, Decimal], scale: Scale, direction: Direction
) -> int:
    found = 0
    for grade, bound in bounds.items():
        if grade > found and (
            beyond(value, bound, direction) or (value == bound and grade in scale.at)
        ):
            found = grade
    return found


def beyond(value: Decimal, bound: Decimal, direction: Direction) -> bool:
    return value > bound if direction is Direction.HIGH else value < bound
