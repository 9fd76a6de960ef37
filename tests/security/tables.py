"""Reads the checked-in tables of this folder."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent


def table(name: str) -> dict[str, Any]:
    return YAML(typ="safe").load(HERE / name)
