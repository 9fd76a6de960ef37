"""Reads the checked-in tables of this folder."""

from pathlib import Path
from typing import Any

from trials.domain.yaml_text import read_yaml

HERE = Path(__file__).parent


def table(name: str) -> dict[str, Any]:
    return read_yaml((HERE / name).read_text("utf-8"))[0]
