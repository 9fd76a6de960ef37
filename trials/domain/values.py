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
    """The record behind a value: its kind ("form_record"), its id, its content hash."""

    kind: str
    id: str
    hash: str = ""


@dataclass(frozen=True)
class Known:
    value: Value
    unit: str | None = None
    date: PartialDate | None = None
    source: Source | None = None

    def __post_init__(self) -> None:
        # 0.1 + 0.2 is not 0.3 in binary, and a score of exactly 0.5 qualifies.
        if isinstance(self.value, float):
            raise TypeError(f"{self.value!r} is a binary float; a recorded number is a Decimal")


@dataclass(frozen=True)
class Absent:
    reason: str
    source: Source | None = None


Facts = Mapping[str, Known | Absent]


def day_of(facts: Facts, name: str) -> PartialDate | None:
    """The value of a date fact; None where it is absent, not yet recorded, or no date."""
    known = facts.get(name)
    value = known.value if isinstance(known, Known) else None
    return value if isinstance(value, PartialDate) else None
