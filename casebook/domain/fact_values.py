"""A fact's value as JSON and back, so that 1.50 stays 1.50 and March 2026 stays March 2026."""

from decimal import Decimal
from typing import Any

from trials.domain.partial_dates import PartialDate
from trials.domain.values import Value


def to_json(value: Value) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, PartialDate):
        return {"date": value.iso()}
    return list(value) if isinstance(value, tuple) else value


def from_json(stored: Any) -> Value:
    if isinstance(stored, dict):
        if "decimal" in stored:
            return Decimal(stored["decimal"])
        return PartialDate.parse(stored["date"])
    return tuple(stored) if isinstance(stored, list) else stored
