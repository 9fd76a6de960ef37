"""A job carries ids only: its row is not secured by site and is read by whoever keeps queues."""

import re
from collections.abc import Mapping
from typing import Any

# Numbers, slugs, hashes, dates, instants, URLs' paths. A name or a remark has a blank or worse.
IDENTIFIER = re.compile(r"[A-Za-z0-9_.:+/-]{1,100}", re.ASCII)


def not_ids(payload: Mapping[str, Any]) -> list[str]:
    """The keys whose values are more than ids, in order."""
    return sorted(key for key, value in payload.items() if not is_id(value))


def is_id(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(is_id(part) for part in value)
    if isinstance(value, str):
        return IDENTIFIER.fullmatch(value) is not None
    return value is None or isinstance(value, bool | int)
