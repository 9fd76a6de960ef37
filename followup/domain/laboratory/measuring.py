"""A result made comparable: every number of it in the first unit of its kind."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from followup.domain.laboratory.names import unit_named
from followup.domain.laboratory.results import Limits, Result
from followup.domain.laboratory.rules import Analyte, Direction, Rule
from trials.domain.messages import Message
from trials.domain.messages import message as _

# Beyond what a device measures: just past its limit, or as far as can be.
JUST_PAST = Decimal("1E-12")
BOUNDLESS = Decimal("1E+15")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """`limit` and `baseline_limit` are those on the side of the rule's direction. Without a `kind`
    the unit is not known: only what stands in the same unit can be compared with the value."""

    values: tuple[Decimal, ...]
    kind: str | None
    limit: Decimal | None
    baseline: Decimal | None
    baseline_limit: Decimal | None
    on_anticoagulant: bool | None
    unit_fault: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Unit:
    factor: Decimal = Decimal(1)
    kind: str | None = None


def measured(result: Result, rule: Rule) -> Measured:
    unit, fault = unit_of(result.unit, rule.analyte)
    before, fault_before = unit, None
    if result.baseline_unit.strip():
        before, fault_before = unit_of(result.baseline_unit, rule.analyte)
    comparable = unit is not None and before is not None and before.kind == unit.kind
    if not (fault or fault_before or comparable) and result.baseline is not None:
        fault_before = _("The baseline is in another kind of unit than the value.")
    factor = unit.factor if unit else Decimal(1)
    factor_before = before.factor if before and comparable else None
    return Measured(
        values=tuple(factor * value for value in could_be(result)),
        kind=unit.kind if unit else None,
        limit=scaled(side(result.limits, rule.direction), factor),
        baseline=scaled(result.baseline, factor_before),
        baseline_limit=scaled(side(result.baseline_limits, rule.direction), factor_before),
        on_anticoagulant=result.on_anticoagulant,
        unit_fault=fault or fault_before,
    )


@lru_cache(maxsize=4096)
def unit_of(text: str, analyte: Analyte) -> tuple[Unit | None, Message | None]:
    """Without a unit, the bare number; with one that does not fit, nothing but the fault."""
    if not text.strip() and not analyte.needs_no_unit:
        return Unit(), None
    name = unit_named(text.strip() or "1", analyte)
    if name is None:
        return None, _(
            "{analyte} is not reported in “{unit}”. Accepted: {accepted}.",
            analyte=analyte.id,
            unit=text,
            accepted=", ".join(analyte.units),
        )
    return Unit(factor=analyte.units[name], kind=analyte.kind_of[name]), None


def could_be(result: Result) -> tuple[Decimal, ...]:
    """The value, or the two ends of where it lies."""
    value = result.value
    if not result.compare:
        return (value,)
    return {
        "<": (value * (1 - JUST_PAST), Decimal(0)),
        "<=": (value, Decimal(0)),
        ">": (value * (1 + JUST_PAST), BOUNDLESS),
        ">=": (value, BOUNDLESS),
    }.get(result.compare, (value,))


def side(limits: Limits, direction: Direction) -> Decimal | None:
    return limits.upper if direction is Direction.HIGH else limits.lower


def scaled(number: Decimal | None, factor: Decimal | None) -> Decimal | None:
    return None if number is None or factor is None else number * factor
