"""Derived facts: the function exists, takes that many facts, and no fact rests on itself."""

from collections.abc import Iterator

from trials.domain.derivations import DERIVATIONS
from trials.domain.protocol.checks.names import check_fact, check_known
from trials.domain.protocol.facts import Fact
from trials.domain.protocol.problems import Fault
from trials.domain.protocol.protocol import Protocol
from trials.domain.units import UnknownUnit, parse


def check_facts(protocol: Protocol) -> Iterator[Fault]:
    for name, fact in protocol.facts.items():
        yield from check_function(name, fact)
        for index, needed in enumerate(fact.needs):
            yield from check_fact(needed, protocol, ("facts", name, "needs", index))
        if fact.unit is not None and not is_unit(fact.unit):
            yield Fault(("facts", name, "unit"), f"'{fact.unit}' is no UCUM unit", "such as umol/L")
    for name in circular(protocol):
        yield Fault(("facts", name, "needs"), f"'{name}' is derived from itself")


def check_function(name: str, fact: Fact) -> Iterator[Fault]:
    if fact.from_ is None:
        return
    path = ("facts", name)
    yield from check_known(fact.from_, DERIVATIONS, "derivation", (*path, "from"))
    derivation = DERIVATIONS.get(fact.from_)
    if derivation is not None and len(derivation.takes) != len(fact.needs):
        line = f"'{fact.from_}' takes {len(derivation.takes)} facts and is given {len(fact.needs)}"
        yield Fault((*path, "needs"), line, f"{len(derivation.takes)} names")


def is_unit(unit: str) -> bool:
    try:
        parse(unit)
    except UnknownUnit:
        return False
    return True


def circular(protocol: Protocol) -> list[str]:
    return [name for name in protocol.facts if name in ancestors(name, protocol, frozenset())]


def ancestors(name: str, protocol: Protocol, seen: frozenset[str]) -> frozenset[str]:
    """Every fact the name rests on, however far down."""
    fact = protocol.facts.get(name)
    needs = frozenset(fact.needs if fact else ()) - seen
    found = seen | needs
    for needed in needs:
        found |= ancestors(needed, protocol, found)
    return found
