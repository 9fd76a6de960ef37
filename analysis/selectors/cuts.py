"""Open a cut's tables; what is opened must still have the hash it was frozen with."""

import hashlib
import io
from collections.abc import Collection
from typing import Any

from django.core.files.storage import default_storage

from analysis.models import DataCut


class CutDamagedError(RuntimeError):
    """A frozen file no longer has its hash. Nothing is computed from it."""


def read_table(
    cut: DataCut,
    name: str,
    *,
    part: str = "open",
    only: tuple[str, Collection[str]] | None = None,
) -> list[dict[str, Any]]:
    """The rows of one frozen table, checked against the manifest; `only` those where the column
    has one of the values."""
    import pyarrow.parquet as pq

    path = f"{cut.folder}/{part}/{name}.parquet"
    with default_storage.open(path) as file:
        data = file.read()
    expected = cut.manifest["content"][part]["tables"][name]["sha256"]
    if hashlib.sha256(data).hexdigest() != expected:
        raise CutDamagedError(f"{path} was changed after the cut was taken.")
    filters = [(only[0], "in", list(only[1]))] if only else None
    if only and not only[1]:
        return []
    rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(data), filters=filters).to_pylist()
    return rows
