"""How the columns of somebody else's file become our records: a small YAML file beside the data."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from trials.domain.text import Name, Part, Words
from trials.domain.yaml_text import UnreadableYaml, read_yaml

Codes = dict[str, str]


class MappingError(ValueError):
    """The mapping file cannot be used; the message names the key and what is wrong."""


class Column(Part):
    """Where a value stands, and what its codes mean here; or the one `value` of everybody.

    A blank cell is no value. `blank` is the reason it stands for; without one it is an error where
    the question has to be answered. `counted` cells hold days from the nominal origin. A question
    with several answers has them in one cell, parted by `separator`.
    """

    column: Words | None = None
    value: Words | None = None
    codes: Codes = Field(default_factory=dict)
    unit: str | None = None
    blank: str | None = None
    counted: bool = False
    separator: str = ";"

    @model_validator(mode="after")
    def has_one_source(self) -> Self:
        if (self.column is None) is (self.value is None):
            raise ValueError("give either the column or the value of everybody")
        return self

    @property
    def columns(self) -> Iterator[str]:
        if self.column:
            yield self.column

    @property
    def place(self) -> str:
        """What to call it in a complaint."""
        return self.column or ""


class Day(Part):
    """A calendar day as far as the file knows it (`column`), or a number of `days` counted from
    the nominal origin; it happened only where `when` holds `yes`."""

    column: Words | None = None
    days: Words | None = None
    when: Words | None = None
    yes: str = "1"
    no: str = "0"

    @model_validator(mode="after")
    def has_one_source(self) -> Self:
        if (self.column is None) is (self.days is None):
            raise ValueError("give either the column of a date or the column of a number of days")
        return self

    @property
    def columns(self) -> Iterator[str]:
        yield from (name for name in (self.column, self.days, self.when) if name)

    @property
    def place(self) -> str:
        return self.column or self.days or ""


class Filled(Part):
    """One filling-in of a form. `visit` is needed only where several visits ask for it."""

    form: Name
    visit: Words | None = None
    items: dict[Name, Column]


class Operation(Part):
    date: Day
    procedure: Column
    margin: Column
    histology: Column


class Given(Part):
    """An agent of the protocol, given where `start` holds a day. A session ends on its day."""

    agent: Name
    start: Day
    end: Day | None = None
    session: bool = False
    product: Column | None = None


class Seen(Part):
    """An adequate scan, made where `date` holds a day: what it showed and, of a recurrence,
    where."""

    date: Day
    finding: Column
    modality: Column
    location: Column | None = None


class AdverseEventColumns(Part):
    """An adverse event, where `term` is filled in: a term of CTCAE v5.0 in English or Chinese, or
    whatever `codes` say is one. `seriousness` has its criteria in one cell, parted by `separator`.
    """

    term: Column
    term_text: Column | None = None
    grade: Column
    onset: Day
    end: Day | None = None
    outcome: Column | None = None
    seriousness: Column | None = None
    causality: dict[Name, Column] = Field(default_factory=dict)


class CohortMapping(Part):
    """`nominal_origin`: the source counts days and has no date; every date is this day plus days,
    and nothing about the calendar can be concluded from it.

    `person` names the columns that tell one human being from another, name and birth date in this
    order: compared and never stored. `site` holds the code of the site; without it, the file is of
    one site. `part` is the part of a hybrid trial that takes the records in.
    """

    trial: Words
    source: Words
    part: Name | None = None
    site: Column | None = None
    number: Words
    person: tuple[Words, ...] = ()
    nominal_origin: date | None = None
    sex: Column
    age: Column
    arm: Column | None = None
    forms: tuple[Filled, ...] = Field(min_length=1)
    surgery: Operation | None = None
    courses: tuple[Given, ...] = ()
    scans: tuple[Seen, ...] = ()
    adverse_events: tuple[AdverseEventColumns, ...] = ()
    death: Day
    cause_of_death: Column | None = None
    last_contact: Day

    @model_validator(mode="after")
    def counts_from_something(self) -> Self:
        if self.nominal_origin is None and any(is_counted(one) for one in leaves(self)):
            raise ValueError("days are counted, and there is no nominal_origin to count from")
        return self

    @property
    def columns(self) -> list[str]:
        """Every column the file must have."""
        named = (name for leaf in leaves(self) for name in leaf.columns)
        return list(dict.fromkeys([self.number, *self.person, *named]))


def leaves(thing: object) -> Iterator[Column | Day]:
    """Every column and day a mapping names, wherever it stands."""
    if isinstance(thing, Column | Day):
        yield thing
    elif isinstance(thing, Part):
        for name in type(thing).model_fields:
            yield from leaves(getattr(thing, name))
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from leaves(value)
    elif isinstance(thing, tuple):
        for value in thing:
            yield from leaves(value)


def is_counted(leaf: Column | Day) -> bool:
    return leaf.counted if isinstance(leaf, Column) else leaf.days is not None


def read_mapping(text: str, *, name: str) -> CohortMapping:
    try:
        data, _ = read_yaml(text)
        return CohortMapping.model_validate(texts(data))
    except UnreadableYaml as error:
        raise MappingError(f"{name} is not readable YAML: {error}") from error
    except ValidationError as error:
        lines = [
            f"{name}: {'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
            for one in error.errors()
        ]
        raise MappingError("\n".join(lines)) from error


def texts(data: Any) -> Any:
    """A cell is text, so a code written as 1 in the mapping means the text 1."""
    if isinstance(data, Mapping):
        return {
            str(key): plain_codes(value) if key == "codes" else texts(value)
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [texts(one) for one in data]
    return data


def plain_codes(codes: Mapping[Any, Any]) -> Codes:
    return {str(key): str(value) for key, value in codes.items()}
