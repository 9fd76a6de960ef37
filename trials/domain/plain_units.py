"""Quotients of metric units, as nearly every laboratory value has one: known without the table of
UCUM, which takes seconds to load."""

from fractions import Fraction
from functools import cache

BASES = ("mol", "g", "L", "m")
PREFIXES = {"": 0, "k": 3, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12}
# A base and how much of it, over and under the line.
Quotient = tuple[str, str, Fraction]


@cache
def ratio(unit: str, to: str, molar_mass: Fraction | None) -> Fraction | None:
    """How many of `to` one of the unit is; None where the table has to be asked. Mass and amount
    meet by the molar mass."""
    source, target = quotient(unit), quotient(to)
    if source is None or target is None or source[1] != target[1]:
        return None
    scale = source[2] / target[2]
    if source[0] == target[0]:
        return scale
    if molar_mass is not None and (source[0], target[0]) == ("g", "mol"):
        return scale / molar_mass
    if molar_mass is not None and (source[0], target[0]) == ("mol", "g"):
        return scale * molar_mass
    return None


def quotient(unit: str) -> Quotient | None:
    over, line, under = unit.partition("/")
    above, below = metric(over), metric(under) if line else ("", Fraction(1))
    if above is None or below is None:
        return None
    return above[0], below[0], above[1] / below[1]


def metric(unit: str) -> tuple[str, Fraction] | None:
    for base in BASES:
        if unit.endswith(base) and (power := PREFIXES.get(unit.removesuffix(base))) is not None:
            return base, Fraction(10) ** power
    return None
