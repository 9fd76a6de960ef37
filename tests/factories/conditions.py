"""Conditions and facts as short as a test can write them."""

from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from trials.domain.condition_nodes import Condition
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.source import read
from trials.domain.values import Absent, Known

CONDITIONS: TypeAdapter[Condition] = TypeAdapter(Condition)


def condition(text: str) -> Condition:
    """Read as a protocol file would: condition("{fact: ecog, at_most: 1}")."""
    return CONDITIONS.validate_python(read(text, name="test").data)


def facts(**values: Any) -> dict[str, Known | Absent]:
    """day("2026-03"), Absent and Known stay; anything else becomes a known value."""
    return {name: as_fact(value) for name, value in values.items()}


def as_fact(value: Any) -> Known | Absent:
    return value if isinstance(value, Known | Absent) else Known(value)


def day(text: str) -> PartialDate:
    return PartialDate.parse(text)


def number(text: str) -> Decimal:
    return Decimal(text)
