"""Forms: sections exist, units are known, bounds lie inside each other."""

from collections.abc import Iterator

from trials.domain.protocol.checks.facts import is_unit
from trials.domain.protocol.checks.ids import repeats
from trials.domain.protocol.checks.names import check_known
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.protocol.problems import Fault, Path
from trials.domain.protocol.protocol import Protocol
from trials.domain.units import MOLAR_MASSES, convertible

LONGEST_COLUMN = 40


def check_forms(protocol: Protocol) -> Iterator[Fault]:
    for index, form in enumerate(protocol.forms):
        path: Path = ("forms", index)
        yield from check_sections(form, path)
        yield from repeats(
            ((*path, "checks", number, "id"), one.id) for number, one in enumerate(form.checks)
        )
        for number, item in enumerate(form.items):
            yield from check_item(item, protocol, (*path, "items", number))


def check_sections(form: Form, path: Path) -> Iterator[Fault]:
    for number, item in enumerate(form.items):
        if item.section is not None:
            where = (*path, "items", number, "section")
            yield from check_known(item.section, form.sections, "section", where)


def check_item(item: Item, protocol: Protocol, path: Path) -> Iterator[Fault]:
    yield from check_units(item, path)
    yield from check_bounds(item, path)
    yield from check_codes(item, path)
    yield from check_columns(item, protocol, path)
    if item.needs_consent is not None:
        where = (*path, "needs_consent")
        yield from check_known(item.needs_consent, protocol.consent.scopes, "scope", where)
    if item.type is ItemType.CALCULATED:
        derived = {name for name, fact in protocol.facts.items() if fact.is_derived}
        yield from check_known(item.id, derived, "derived fact", (*path, "id"))


def check_columns(item: Item, protocol: Protocol, path: Path) -> Iterator[Fault]:
    named = [((*path, "columns", number, "id"), one.id) for number, one in enumerate(item.columns)]
    yield from repeats(named)
    yield from repeats(
        ((*path, "checks", number, "id"), one.id) for number, one in enumerate(item.checks)
    )
    for where, name in named:
        if name in protocol.names:
            line = f"'{name}' is a column here and a fact elsewhere"
            yield Fault(where, line, "another name for the column")
        # The rule of a query about one cell names row and column, in 60 characters.
        if len(name) > LONGEST_COLUMN:
            yield Fault(where, f"'{name}' is too long", f"at most {LONGEST_COLUMN} characters")
    for number, column in enumerate(item.columns):
        yield from check_item(column, protocol, (*path, "columns", number))


def check_units(item: Item, path: Path) -> Iterator[Fault]:
    if item.analyte is not None:
        yield from check_known(item.analyte, MOLAR_MASSES, "analyte", (*path, "analyte"))
    unknown = [unit for unit in item.units if not is_unit(unit)]
    for unit in unknown:
        key = "unit" if unit == item.unit else "units_accepted"
        yield Fault((*path, key), f"'{unit}' is no UCUM unit", "such as umol/L or 10*9/L")
    for unit in () if unknown else item.units_accepted:
        if not convertible(unit, item.unit or "", item.analyte):
            line = f"'{unit}' cannot be converted to '{item.unit}'"
            yield Fault((*path, "units_accepted"), line, "a unit of the same kind, or an analyte")


def check_bounds(item: Item, path: Path) -> Iterator[Fault]:
    if item.range is None or item.plausible is None:
        return
    low, high = item.plausible
    below = item.range.min is not None and low < item.range.min
    above = item.range.max is not None and high > item.range.max
    if below or above:
        yield Fault((*path, "plausible"), "plausible reaches outside range", "bounds inside it")


def check_codes(item: Item, path: Path) -> Iterator[Fault]:
    if item.type is ItemType.INTEGER:
        for code in item.codes:
            if not code.isdecimal():
                where = (*path, "codes", code)
                yield Fault(where, f"code '{code}' names no integer", "a whole number")
