"""The laboratory part of CTCAE v5.0, read from `grades_v5.yaml`, where its layout is explained.

There is one object for each analyte, rule and scale: what is worked out of one may be kept by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from trials.domain.yaml_text import read_yaml

Bounds = Mapping[int, Decimal]


class Direction(StrEnum):
    HIGH = "high"
    LOW = "low"


class Against(StrEnum):
    LIMIT = "limit"
    BASELINE = "baseline"
    ABSOLUTE = "absolute"
    FALL = "fall"
    RISE = "rise"


class When(StrEnum):
    ALWAYS = "always"
    NORMAL = "normal"
    ABNORMAL = "abnormal"
    ON_ANTICOAGULANT = "on_anticoagulant"
    NO_ANTICOAGULANT = "no_anticoagulant"


class Only(StrEnum):
    BEYOND_LIMIT = "beyond_limit"
    BEYOND_BASELINE = "beyond_baseline"


@dataclass(frozen=True, kw_only=True, eq=False)
class Analyte:
    """`units`: how many of the first unit of its kind one of each is; `kind_of`: of which kind."""

    id: str
    names: tuple[str, ...]
    units: Mapping[str, Decimal]
    kind_of: Mapping[str, str]

    @cached_property
    def needs_no_unit(self) -> bool:
        return "1" in self.units

    @cached_property
    def folded_units(self) -> Mapping[str, str]:
        return {unit.casefold(): unit for unit in self.units}


@dataclass(frozen=True, kw_only=True, eq=False)
class Scale:
    """`bounds` by unit where the scale has units, else under no name."""

    against: Against
    bounds: Mapping[str, Bounds]
    at: frozenset[int] = frozenset()
    when: When = When.ALWAYS

    @cached_property
    def grades(self) -> frozenset[int]:
        return frozenset(grade for one in self.bounds.values() for grade in one)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    term: str
    analyte: Analyte
    direction: Direction
    scales: tuple[Scale, ...]
    only: Only | None = None
    clinical: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, Direction]:
        return (self.term, self.analyte.id, self.direction)

    @property
    def highest(self) -> int:
        return max(grade for scale in self.scales for grade in scale.grades)

    @cached_property
    def asks_if_abnormal(self) -> bool:
        return any(scale.when in (When.NORMAL, When.ABNORMAL) for scale in self.scales)

    @cached_property
    def asks_if_anticoagulated(self) -> bool:
        return any(scale.when is When.ON_ANTICOAGULANT for scale in self.scales)

    def asks(self, against: Against) -> bool:
        return any(scale.against is against for scale in self.scales)


@cache
def rules() -> tuple[Rule, ...]:
    known = analytes()
    return tuple(rule_of(entry, known) for entry in source()["rules"])


@cache
def analytes() -> Mapping[str, Analyte]:
    data = source()
    return {
        name: analyte_of(name, entry, data["kinds"]) for name, entry in data["analytes"].items()
    }


@cache
def source() -> Any:
    text = (files(__package__) / "grades_v5.yaml").read_text(encoding="utf-8")
    return read_yaml(text)[0]


def analyte_of(name: str, entry: Mapping[str, Any], kinds: Mapping[str, Any]) -> Analyte:
    units, kind_of = {}, {}
    for kind in entry["kinds"]:
        for unit, factor in kinds[kind].items():
            units[unit], kind_of[unit] = exact(factor), kind
    for unit, (many, of) in entry.get("also", {}).items():
        units[unit], kind_of[unit] = exact(many) * units[of], kind_of[of]
    return Analyte(id=name, names=tuple(entry["names"]), units=units, kind_of=kind_of)


def rule_of(entry: Mapping[str, Any], known: Mapping[str, Analyte]) -> Rule:
    return Rule(
        term=entry["term"],
        analyte=known[entry["analyte"]],
        direction=Direction(entry["direction"]),
        scales=tuple(scales_of(entry)),
        only=Only(entry["only"]) if "only" in entry else None,
        clinical=tuple(entry.get("clinical", ())),
    )


def scales_of(entry: Mapping[str, Any]) -> Iterator[Scale]:
    for part in entry.get("scales", [entry]):
        for against in Against:
            if against.value in part:
                yield scale_of(part, against)


def scale_of(part: Mapping[str, Any], against: Against) -> Scale:
    table = part[against.value]
    has_units = against in (Against.ABSOLUTE, Against.RISE)
    return Scale(
        against=against,
        bounds={
            unit: bounds_of(one) for unit, one in (table if has_units else {"": table}).items()
        },
        at=frozenset(part.get("at", ())),
        when=When(part.get("when", When.ALWAYS)),
    )


def bounds_of(table: Mapping[str, float | int]) -> Bounds:
    return {int(grade): exact(number) for grade, number in table.items()}


def exact(number: float | int) -> Decimal:
    """The number as the file prints it, not the nearest binary fraction."""
    return Decimal(str(number))
