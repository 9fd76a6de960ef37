"""How the columns of somebody else's file become our records: a small YAML file beside the data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from trials.domain.text import Name, Part, Words

Codes = dict[str, str]


class MappingError(ValueError):
    """The mapping file cannot be used; the message names the key and what is wrong."""


class Column(Part):
    """Where a value stands, and what its codes mean here. A blank or `missing` cell is no value."""

    column: Words
    codes: Codes = Field(default_factory=dict)
    unit: str | None = None
    # The reason a blank cell stands for; without one a blank cell is an error.
    blank: str | None = None


class Day(Part):
    """A day counted from the nominal origin; it happened where `when` holds `yes`."""

    days: Words
    when: Words | None = None
    yes: str = "1"
    no: str = "0"


class CohortMapping(Part):
    """`nominal_origin`: the source counts days and has no date; every date is this day plus days,
    and nothing about the calendar can be concluded from it."""

    trial: Words
    source: Words
    number: Words
    nominal_origin: date
    sex: Column
    age: Column
    arm: Column | None = None
    form: Name
    items: dict[Name, Column]
    recurrence: Day | None = None
    death: Day
    last_contact: Day

    @property
    def columns(self) -> list[str]:
        """Every column the file must have."""
        days = [day for day in (self.recurrence, self.death, self.last_contact) if day]
        named = [self.sex, self.age, *([self.arm] if self.arm else []), *self.items.values()]
        used = [
            self.number,
            *(one.column for one in named),
            *(day.days for day in days),
            *(day.when for day in days if day.when),
        ]
        return list(dict.fromkeys(used))


def read_mapping(text: str, *, name: str) -> CohortMapping:
    try:
        data: Any = YAML(typ="safe", pure=True).load(text)
        return CohortMapping.model_validate(texts(data))
    except YAMLError as error:
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
    return data


def plain_codes(codes: Mapping[Any, Any]) -> Codes:
    return {str(key): str(value) for key, value in codes.items()}
