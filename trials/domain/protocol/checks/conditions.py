"""Conditions: every name declared, every operator and value fit for the fact it is asked of."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from trials.domain.condition_nodes import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    FactReference,
    Not,
    Reading,
    Span,
)
from trials.domain.protocol.checks.names import check_fact, check_known
from trials.domain.protocol.endpoints import Proportion
from trials.domain.protocol.facts import Fact
from trials.domain.protocol.forms import Item, ItemType
from trials.domain.protocol.problems import Fault, Path
from trials.domain.protocol.protocol import Protocol

NUMERIC = frozenset({ItemType.NUMBER, ItemType.INTEGER})
ORDERED = NUMERIC | {ItemType.DATE}
SIMPLE = frozenset(ItemType) - {ItemType.TABLE, ItemType.FILE}

FITS: dict[str, frozenset[ItemType]] = {
    "is": SIMPLE,
    "one_of": SIMPLE,
    "present": frozenset(ItemType),
    "between": ORDERED,
    "at_least": ORDERED,
    "at_most": ORDERED,
    "before": frozenset({ItemType.DATE}),
    "after": frozenset({ItemType.DATE}),
    "within": frozenset({ItemType.DATE}),
    "count": frozenset({ItemType.CHOICES, ItemType.TABLE}),
}


def check_conditions(protocol: Protocol) -> Iterator[Fault]:
    for path, condition in conditions_of(protocol):
        yield from check_condition(condition, protocol, path)
    for path, item in tables_of(protocol):
        inside = protocol.with_columns(item)
        for index, one in enumerate(item.checks):
            yield from check_condition(one.expect, inside, (*path, "checks", index, "expect"))


def check_condition(condition: Condition, protocol: Protocol, path: Path) -> Iterator[Fault]:
    for where, node in located(condition, path):
        if isinstance(node, Comparison):
            yield from check_comparison(node, protocol, where)
        elif isinstance(node, Reading):
            yield from check_reading(node, protocol, where)


def tables_of(protocol: Protocol) -> Iterator[tuple[Path, Item]]:
    """Their checks speak of the columns of one row, beside all that conditions speak of."""
    for i, form in enumerate(protocol.forms):
        for j, item in enumerate(form.items):
            if item.columns:
                yield ("forms", i, "items", j), item


def conditions_of(protocol: Protocol) -> Iterator[tuple[Path, Condition]]:
    """Every condition of the file with its place."""
    for path, condition in candidates(protocol):
        if condition is not None:
            yield path, condition


def candidates(protocol: Protocol) -> Iterator[tuple[Path, Condition | None]]:
    for i, form in enumerate(protocol.forms):
        yield ("forms", i, "shown_when"), form.shown_when
        for j, item in enumerate(form.items):
            yield ("forms", i, "items", j, "shown_when"), item.shown_when
        for j, edit_check in enumerate(form.checks):
            yield ("forms", i, "checks", j, "expect"), edit_check.expect
    for key, what in (("rules", "expect"), ("criteria", "when"), ("slides", "when")):
        for i, one in enumerate(getattr(protocol, key)):
            yield (key, i, what), getattr(one, what)
    for i, visit in enumerate(protocol.visits):
        yield ("schedule", "visits", i, "when"), visit.when
    for i, endpoint in enumerate(protocol.endpoints):
        if isinstance(endpoint, Proportion):
            yield ("endpoints", i, "among"), endpoint.among
            yield ("endpoints", i, "when"), endpoint.when
    for name, analysis_set in protocol.sets.items():
        yield ("sets", name, "when"), analysis_set.when


def located(condition: Condition, path: Path) -> Iterator[tuple[Path, Condition]]:
    yield path, condition
    for step, part in steps(condition):
        yield from located(part, (*path, *step))


def steps(condition: Condition) -> list[tuple[Path, Condition]]:
    """The parts, with the keys that lead to them in the file."""
    match condition:
        case AllOf():
            return [(("all", index), part) for index, part in enumerate(condition.all)]
        case AnyOf():
            return [(("any", index), part) for index, part in enumerate(condition.any)]
        case Not():
            return [(("not",), condition.not_)]
        case Reading():
            return [((name,), part) for name, part in condition.alternatives.items()]
    return []


def check_reading(node: Reading, protocol: Protocol, path: Path) -> Iterator[Fault]:
    register = {ambiguity.id: ambiguity for ambiguity in protocol.ambiguities}
    yield from check_known(node.reading, register, "ambiguity", (*path, "reading"))
    if node.reading in register:
        readings = register[node.reading].readings
        for name in node.alternatives:
            yield from check_known(name, readings, f"reading of {node.reading}", (*path, name))
        for name in readings.keys() - node.alternatives.keys():
            line = f"reading '{name}' of {node.reading} has no condition here"
            yield Fault((*path, "reading"), line, f"the key '{name}'")


def check_comparison(node: Comparison, protocol: Protocol, path: Path) -> Iterator[Fault]:
    if node.fact not in protocol.names:
        yield from check_fact(node.fact, protocol, (*path, "fact"))
        return
    declared = protocol.declaration(node.fact)
    where = (*path, node.operator)
    if declared.type not in FITS[node.operator]:
        line = f"'{node.operator}' cannot be asked of '{node.fact}', which is {declared.type}"
        yield Fault(where, line, "an operator for that type")
        return
    if node.unit is not None and node.unit != declared.unit:
        line = f"'{node.fact}' is kept in {declared.unit or 'no unit'}, not {node.unit}"
        yield Fault((*path, "unit"), line, str(declared.unit or "no unit"))
    for step, operand in operands(node):
        yield from check_operand(operand, declared, node.fact, protocol, (*where, *step))


def operands(node: Comparison) -> Iterator[tuple[Path, Any]]:
    operand = node.operand(node.operator)
    if isinstance(operand, Span):
        yield ("before" if operand.before is not None else "after",), operand.anchor
    elif isinstance(operand, tuple):
        yield from (((index,), one) for index, one in enumerate(operand))
    elif node.operator not in ("present", "count"):
        yield (), operand


def check_operand(
    operand: Any, declared: Item | Fact, name: str, protocol: Protocol, path: Path
) -> Iterator[Fault]:
    if not isinstance(operand, FactReference):
        yield from check_literal(operand, declared, name, path)
    elif operand.fact not in protocol.names:
        yield from check_fact(operand.fact, protocol, (*path, "fact"))
    elif family(protocol.declaration(operand.fact).type) != family(declared.type):
        other = protocol.declaration(operand.fact).type
        line = f"'{name}' is {declared.type} and '{operand.fact}' is {other}"
        yield Fault((*path, "fact"), line, "two facts of one type")
    elif operand.plus is not None and declared.type is not ItemType.DATE:
        yield Fault((*path, "plus"), f"'{operand.fact}' is no date", "plus on dates only")


def family(kind: ItemType) -> str:
    return "number" if kind in NUMERIC else kind


def check_literal(value: Any, declared: Item | Fact, name: str, path: Path) -> Iterator[Fault]:
    if declared.type in (ItemType.CHOICE, ItemType.CHOICES):
        yield from check_known(str(value), declared.codes, f"code of '{name}'", path)
    elif not isinstance(value, LITERALS[family(declared.type)]) or (
        isinstance(value, bool) and declared.type is not ItemType.YES_NO
    ):
        line = f"'{value}' is no value of '{name}', which is {declared.type}"
        yield Fault(path, line, f"a {declared.type}")


LITERALS: dict[str, tuple[type, ...]] = {
    "number": (int, Decimal),
    ItemType.DATE: (date,),
    ItemType.TIME: (str,),
    ItemType.TEXT: (str,),
    ItemType.YES_NO: (bool,),
    ItemType.CALCULATED: (),
}
