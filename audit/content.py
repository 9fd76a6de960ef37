"""Canonical bytes of a value, so that the same content always has the same hash."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def canonical_json(value: Any) -> bytes:
    """Sorted keys, no spaces, dates as ISO text, decimals as typed."""
    return CANONICAL.encode(value).encode()


def sha256_of(value: Any) -> str:
    return hashlib.sha256(canonical_json(value)).hexdigest()


def sha256_of_text(canonical: str) -> str:
    """Of somebody who has written the canonical JSON out already."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
)
