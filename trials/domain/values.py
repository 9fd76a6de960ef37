"""What is known of a participant: named values, each with where it came from.

A name that is not in the mapping has not been recorded yet. A name that is `Absent` was asked for
and has no value, for a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trials.domain.partial_dates import PartialDate

Value = bool | int | Decimal | str | PartialDate | tuple[str, ...]


class Missing(StrEnum):
    """Why a value is absent; an empty box is not an answer."""

    NOT_DONE = "not_done"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True)
class Source:
    """The record behind a value: its kind ("form_record", "surgery"...), its id, its content hash."""

    kind: str
    id: str
    hash: str = ""


@dataclass(frozen=True)
class Known:
    value: Value
    unit: str | None = None
    date: PartialDate | None = None
    source: Source | None = None


@dataclass(frozen=True)
class Absent:
    reason: str
    source: Source | None = None


Facts = Mapping[str, Known | Absent]
