"""The shape of a condition: a handful of comparisons on facts, joined by all, any and not.

There are no expression strings: what a protocol can ask is exactly what stands here.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    Tag,
    model_validator,
)

from trials.domain.text import Name, Part

Literal = StrictBool | StrictInt | Decimal | date | StrictStr

OPERATORS = (
    "is",
    "one_of",
    "between",
    "at_least",
    "at_most",
    "before",
    "after",
    "within",
    "count",
    "present",
)
JOINTS = ("all", "any", "not", "reading", "fact")


class Offset(Part):
    """A distance in days, weeks or calendar months: exactly one of them."""

    days: int | None = None
    weeks: int | None = None
    months: int | None = None

    @model_validator(mode="after")
    def has_one_measure(self) -> Self:
        if sum(part is not None for part in (self.days, self.weeks, self.months)) != 1:
            raise ValueError("give exactly one of days, weeks, months")
        return self


class FactReference(Part):
    """Another fact on the right side, moved by `plus` when it is a date."""

    fact: Name
    plus: Offset | None = None


def kind_of_operand(value: Any) -> str:
    return "reference" if isinstance(value, Mapping | FactReference) else "literal"


Operand = Annotated[
    Annotated[Literal, Tag("literal")] | Annotated[FactReference, Tag("reference")],
    Discriminator(kind_of_operand),
]


class Span(Part):
    """A stretch of time that ends with (`before`) or starts at (`after`) another date.

    Both ends belong to it. So `before` also says: never later than that date.
    """

    days: int | None = Field(default=None, ge=0)
    months: int | None = Field(default=None, ge=0)
    before: Operand | None = None
    after: Operand | None = None

    @model_validator(mode="after")
    def has_one_length_and_one_end(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise ValueError("give exactly one of days, months")
        if (self.before is None) == (self.after is None):
            raise ValueError("give exactly one of before, after")
        return self

    @property
    def anchor(self) -> Operand:
        return self.before if self.before is not None else self.after  # type: ignore[return-value]


class Tally(Part):
    """How many codes of a fact with several choices were chosen."""

    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def has_a_bound(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("give at_least, at_most or both")
        return self


class Comparison(Part):
    """One question about one fact.

    On a fact with several choices, `is` and `one_of` ask whether any chosen code matches.
    """

    fact: Name
    is_: Operand | None = Field(default=None, alias="is")
    one_of: tuple[Literal, ...] | None = Field(default=None, min_length=1)
    between: tuple[Operand, Operand] | None = None
    at_least: Operand | None = None
    at_most: Operand | None = None
    before: Operand | None = None
    after: Operand | None = None
    within: Span | None = None
    count: Tally | None = None
    present: bool | None = None
    unit: str | None = None

    @model_validator(mode="after")
    def has_one_operator(self) -> Self:
        given = [name for name in OPERATORS if self.operand(name) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of " + ", ".join(OPERATORS))
        return self

    def operand(self, operator: str) -> Any:
        return self.is_ if operator == "is" else getattr(self, operator)

    @cached_property
    def operator(self) -> str:
        return next(name for name in OPERATORS if self.operand(name) is not None)


class AllOf(Part):
    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Part):
    any: tuple["Condition", ...] = Field(min_length=1)


class Not(Part):
    not_: "Condition" = Field(alias="not")


def stand_beside(schema: dict[str, Any]) -> None:
    alternatives = schema["properties"].pop("alternatives")
    (schema["additionalProperties"],) = alternatives["patternProperties"].values()
    schema["required"] = ["reading"]


class Reading(Part):
    """The same sentence read in several ways; the protocol's register says which way counts."""

    model_config = ConfigDict(json_schema_extra=stand_beside)

    reading: Name
    alternatives: dict[Name, "Condition"] = Field(min_length=2)

    @model_validator(mode="before")
    @classmethod
    def gather_alternatives(cls, data: Any) -> Any:
        """In the file each alternative stands under its own name, beside `reading`."""
        if not isinstance(data, Mapping) or "alternatives" in data:
            return data
        alternatives = {key: value for key, value in data.items() if key != "reading"}
        return {"reading": data.get("reading"), "alternatives": alternatives}


def kind_of_condition(value: Any) -> str | None:
    for joint in JOINTS:
        if isinstance(value, Mapping) and joint in value:
            return joint
    return KINDS.get(type(value))


KINDS: dict[type, str] = {
    AllOf: "all",
    AnyOf: "any",
    Not: "not",
    Reading: "reading",
    Comparison: "fact",
}

Condition = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Reading, Tag("reading")]
    | Annotated[Comparison, Tag("fact")],
    Discriminator(kind_of_condition),
]

for node in (AllOf, AnyOf, Not, Reading):
    node.model_rebuild()


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case AllOf():
            return condition.all
        case AnyOf():
            return condition.any
        case Not():
            return (condition.not_,)
        case Reading():
            return tuple(condition.alternatives.values())
    return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and every condition inside it, outermost first."""
    yield condition
    for part in parts_of(condition):
        yield from walk(part)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    return (node for node in walk(condition) if isinstance(node, Comparison))


def readings_in(condition: Condition) -> Iterator[Reading]:
    return (node for node in walk(condition) if isinstance(node, Reading))


def references(comparison: Comparison) -> Iterator[FactReference]:
    operand = comparison.operand(comparison.operator)
    if isinstance(operand, Span):
        operand = operand.anchor
    candidates = operand if isinstance(operand, tuple) else (operand,)
    return (one for one in candidates if isinstance(one, FactReference))


def names_in(condition: Condition) -> frozenset[str]:
    """Every fact the condition may look at, on either side."""
    return frozenset(
        name
        for node in comparisons(condition)
        for name in (node.fact, *(other.fact for other in references(node)))
    )
