"""The register of ambiguities: what the text leaves open, how it may be read, how we read it."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from trials.domain.text import Code, Name, Part, Text, Words


class Status(StrEnum):
    DECIDED = "decided"
    OPEN = "open"


class Ambiguity(Part):
    """Every reading is computed; the chosen one counts."""

    id: Name
    # Its places in the numbered review of the source text; several decisions may answer one.
    numbers: tuple[int, ...] = ()
    title: Text
    printed: tuple[Words, ...] = ()
    readings: dict[Name, Text] = Field(min_length=1)
    chosen: Name
    rationale: Text
    status: Status
    decided_by: Words | None = None
    decided_on: date | None = None
    # Ids of the criteria, endpoints, visits or facts it bears on.
    concerns: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def says_who_decided_and_when(self) -> Self:
        decided = self.status is Status.DECIDED
        if decided != (self.decided_by is not None) or decided != (self.decided_on is not None):
            raise ValueError(
                "a decided ambiguity has decided_by and decided_on, an open one neither"
            )
        return self
