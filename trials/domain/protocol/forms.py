"""Forms and their items: what a person is asked, in which unit, within which bounds.

An item's id is the name of the fact its answer becomes.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from trials.domain.condition_nodes import Condition
from trials.domain.partial_dates import Precision
from trials.domain.roles import Role
from trials.domain.text import Code, Name, Part, Text
from trials.domain.values import Missing


class ItemType(StrEnum):
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    YES_NO = "yes_no"
    CALCULATED = "calculated"
    # Rows that repeat, each with an id of its own and the same columns.
    TABLE = "table"
    FILE = "file"


# A scanned letter or a photograph; scans come in by another way.
MOST_MB = 10
MEASURED = frozenset({ItemType.NUMBER, ItemType.INTEGER})
CODED = frozenset({ItemType.CHOICE, ItemType.CHOICES})
# What one cell of a table cannot be.
NO_COLUMN = frozenset({ItemType.TABLE, ItemType.CALCULATED, ItemType.FILE})


class Range(Part):
    """The bounds of the possible: a value outside cannot be saved as complete."""

    min: Decimal | None = None
    max: Decimal | None = None

    @model_validator(mode="after")
    def is_ordered(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("give min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is greater than max")
        return self


class Severity(StrEnum):
    """An impossible value cannot be completed; an unlikely one asks for a reason."""

    IMPOSSIBLE = "impossible"
    UNLIKELY = "unlikely"


class EditCheck(Part):
    """What must hold between answers; `message` says what is wrong and how to mend it."""

    id: Name
    expect: Condition
    severity: Severity = Severity.UNLIKELY
    message: Text


class FileKind(StrEnum):
    """What an uploaded file may be; told by its first bytes, never by its name."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"


class RowCount(Part):
    """How many rows a table needs to be complete."""

    min: int = Field(default=0, ge=0)
    max: int = Field(default=100, ge=1, le=500)

    @model_validator(mode="after")
    def is_ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError("min is greater than max")
        return self


class Item(Part):
    """One question.

    `codes` on an integer gives its values names (ECOG 0 to 5); on a choice they are the answers.
    A `calculated` item shows the derived fact of the same name. A `table` has `columns`, which are
    items that become no facts, and `checks` within each row; its fact is which rows there are, so
    that a condition may `count` them.
    """

    id: Name
    type: ItemType
    label: Text
    hint: Text | None = None
    section: Name | None = None
    unit: str | None = None
    units_accepted: tuple[str, ...] = ()
    # What substance it is, where mg/dL and umol/L must be told apart by molar mass.
    analyte: Name | None = None
    range: Range | None = None
    # Outside these bounds the value is accepted once someone has said why.
    plausible: tuple[Decimal, Decimal] | None = None
    codes: dict[Code, Text] = Field(default_factory=dict)
    required: bool = True
    missing: tuple[Missing, ...] = ()
    shown_when: Condition | None = None
    # The coarsest date accepted: `month` takes 2026-03-05 and 2026-03, not 2026.
    partial: Precision = Precision.DAY
    past_only: bool = True
    # The box of the consent form that must be ticked before there can be an answer.
    needs_consent: Name | None = None
    columns: "tuple[Item, ...]" = ()
    rows: RowCount | None = None
    checks: tuple[EditCheck, ...] = ()
    # Of a file: its kinds (all of them unless named) and how large it may be.
    accepts: tuple[FileKind, ...] = ()
    most_mb: int | None = Field(default=None, ge=1, le=50)

    @model_validator(mode="after")
    def fits_its_type(self) -> Self:
        if self.type in CODED and not self.codes:
            raise ValueError(f"a {self.type} item needs codes")
        if self.codes and self.type not in CODED | {ItemType.INTEGER}:
            raise ValueError(f"a {self.type} item takes no codes")
        if self.type is not ItemType.FILE and (self.accepts or self.most_mb):
            raise ValueError(f"a {self.type} item takes no accepts or most_mb")
        if self.type not in MEASURED and (self.unit or self.range or self.plausible):
            raise ValueError(f"a {self.type} item takes no unit, range or plausible bounds")
        if self.units_accepted and self.unit is None:
            raise ValueError("units_accepted needs the unit they are converted to")
        if self.plausible and self.plausible[0] > self.plausible[1]:
            raise ValueError("plausible bounds are the wrong way round")
        return self

    @model_validator(mode="after")
    def has_columns_as_a_table(self) -> Self:
        if (self.type is ItemType.TABLE) != bool(self.columns):
            raise ValueError("a table needs columns, and nothing else takes them")
        if self.type is not ItemType.TABLE and (self.rows or self.checks):
            raise ValueError(f"a {self.type} item takes no rows or checks")
        for one in self.columns:
            if one.type in NO_COLUMN:
                raise ValueError(f"column {one.id}: a table has no {one.type} column")
            if one.shown_when or one.section or one.needs_consent:
                raise ValueError(f"column {one.id} takes no shown_when, section or needs_consent")
        return self

    @cached_property
    def by_column(self) -> "Mapping[str, Item]":
        return {one.id: one for one in self.columns}

    @property
    def kinds(self) -> tuple[FileKind, ...]:
        return self.accepts or tuple(FileKind)

    @property
    def most_bytes(self) -> int:
        return (self.most_mb or MOST_MB) * 1024 * 1024

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit that may be typed, the stored one first."""
        return () if self.unit is None else (self.unit, *self.units_accepted)


class Phase(StrEnum):
    SCREENING = "screening"
    BASELINE = "baseline"
    VISIT = "visit"
    EVENT = "event"


class Form(Part):
    id: Name
    label: Text
    phase: Phase
    hint: Text | None = None
    repeating: bool = False
    # Empty: whoever may enter data at the site.
    entered_by: tuple[Role, ...] = ()
    shown_when: Condition | None = None
    sections: dict[Name, Text] = Field(default_factory=dict)
    items: tuple[Item, ...] = Field(min_length=1)
    checks: tuple[EditCheck, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def asked(self) -> tuple[Item, ...]:
        """The items that somebody fills in."""
        return tuple(item for item in self.items if item.type is not ItemType.CALCULATED)

    @cached_property
    def with_checks(self) -> tuple[Item, ...]:
        """Tables whose rows are held against themselves."""
        return tuple(item for item in self.items if item.checks)

    @cached_property
    def scores(self) -> tuple[str, ...]:
        """The items that nobody fills in."""
        return tuple(item.id for item in self.items if item.type is ItemType.CALCULATED)

    def item(self, name: str) -> Item | None:
        return self.by_name.get(name)

    def items_in(self, section: str | None) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.section == section)
