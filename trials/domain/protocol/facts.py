"""Facts that no form item yields: those another record writes, and those derived from others."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from trials.domain.protocol.forms import ItemType
from trials.domain.text import Code, Name, Part, Text


class Owner(StrEnum):
    """Which part of the platform writes the fact."""

    CASEBOOK = "casebook"
    ENROLLMENT = "enrollment"
    FOLLOWUP = "followup"
    INFERENCE = "inference"


class Fact(Part):
    """Either `owner` (a record writes it) or `from` and `needs` (a named function derives it)."""

    type: ItemType
    label: Text
    unit: str | None = None
    codes: dict[Code, Text] = Field(default_factory=dict)
    owner: Owner | None = None
    from_: Name | None = Field(default=None, alias="from")
    # Facts handed to the function, in the order of its arguments.
    needs: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def has_one_origin(self) -> Self:
        if (self.owner is None) == (self.from_ is None):
            raise ValueError("give exactly one of owner, from")
        if (self.from_ is None) == bool(self.needs):
            raise ValueError("a fact with from needs the facts it is derived from")
        if self.type in {ItemType.TABLE, ItemType.FILE}:
            raise ValueError(f"only an item is a {self.type}")
        return self

    @property
    def is_derived(self) -> bool:
        return self.from_ is not None
