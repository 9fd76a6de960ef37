"""One question of a form as the page draws it: answer, bounds crossed, what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from casebook.domain.doubts import Problem, Severity
from casebook.domain.files import MEDIA_TYPES, Reference
from casebook.forms.fields import (
    Fields,
    first,
    missing_name,
    unit_name,
)
from casebook.forms.threads import Thread
from trials.domain.condition_words import MISSING_LABELS
from trials.domain.partial_dates import Precision
from trials.domain.protocol.forms import Item, ItemType
from trials.domain.protocol.protocol import NO, YES
from trials.wording import unit_shown, worded

Options = list[tuple[str, str]]
BLOCKING = {Severity.UNREADABLE, Severity.IMPOSSIBLE, Severity.UNANSWERED}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Where somebody says why an unlikely answer is right all the same."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Question:
    name: str
    kind: str
    label: str
    hint: str = ""
    required: bool = False
    is_shown: bool = True
    shown_when: str = ""
    value: str = ""
    chosen: tuple[str, ...] = ()
    options: Options = field(default_factory=list)
    unit: str = ""
    units: Options = field(default_factory=list)
    unit_name: str = ""
    unit_value: str = ""
    missing: Options = field(default_factory=list)
    missing_name: str = ""
    missing_value: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, bool] = field(default_factory=dict)
    is_partial: bool = False
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    derived: str = ""
    last: str = ""
    has_history: bool = False
    is_answered: bool = False
    threads: tuple[Thread, ...] = ()
    rows: "tuple[TableRow, ...]" = ()
    given: str = "0"
    file: Reference | None = None
    accepts: str = ""

    @property
    def error(self) -> str:
        return " ".join(self.errors)

    @property
    def template(self) -> str:
        return f"casebook/questions/{self.kind}.html"

    @property
    def output_id(self) -> str:
        return f"id_{self.name}_derived"

    @property
    def numeric(self) -> str:
        return "numeric" if self.kind == "integer" else "decimal"


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """`number` stays the row's own, whatever becomes of the others."""

    number: str
    cells: tuple[Question, ...]
    has_history: bool = False


def kind_of(item: Item) -> str:
    """An integer whose values have names is picked like a choice."""
    return "choice" if item.codes and item.type is ItemType.INTEGER else item.type.value


def answer_parts(item: Item, fields: Fields) -> dict[str, Any]:
    return {
        "value": first(fields, item.id),
        "chosen": tuple(fields.get(item.id) or ()),
        "options": options_of(item),
        "unit": unit_shown(item.unit or ""),
        "units": units_of(item),
        "unit_name": unit_name(item.id),
        "unit_value": first(fields, unit_name(item.id)) or item.unit or "",
        "missing": [(one.value, _(MISSING_LABELS[one])) for one in item.missing],
        "missing_name": missing_name(item.id),
        "missing_value": first(fields, missing_name(item.id)),
        **date_parts(item, fields),
        **file_parts(item, fields),
    }


def file_parts(item: Item, fields: Fields) -> dict[str, Any]:
    if item.type is not ItemType.FILE:
        return {}
    return {
        "file": Reference.parse(first(fields, item.id)),
        "accepts": ",".join(MEDIA_TYPES[one] for one in item.kinds),
    }


def units_of(item: Item) -> Options:
    """A chooser only where laboratories differ."""
    return [(unit, unit_shown(unit)) for unit in item.units] if item.units_accepted else []


def options_of(item: Item) -> Options:
    if item.type is ItemType.YES_NO:
        return [("yes", worded(YES)), ("no", worded(NO))]
    return [(code, worded(label)) for code, label in item.codes.items()]


def date_parts(item: Item, fields: Fields) -> dict[str, Any]:
    if item.type is not ItemType.DATE:
        return {}
    name = item.id
    return {
        "parts": {part: first(fields, f"{name}_{part}") for part in ("year", "month", "day")},
        "unknown": {part: first(fields, f"{name}_{part}_unknown") for part in ("month", "day")},
        "is_partial": item.partial is not Precision.DAY,
    }


def is_error(problem: Problem) -> bool:
    return problem.severity in BLOCKING


def sentence(problem: Problem) -> str:
    return f"{worded(problem.message)} {worded(problem.mend)}"
