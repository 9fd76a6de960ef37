"""Where the trained reference releases lie, so that a demonstration need not train."""

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "releases"
RELEASES: Mapping[str, str] = {
    "hcc-neo": "hcc-neo-pre-reference-1",
    "hcc-adj": "hcc-adj-strategy-reference-2",
}


def version_of(trial: str) -> str:
    """A release is frozen: another training is another release."""
    return f"reference {RELEASES[trial].rpartition('-')[2]}"


def folder_of(trial: str) -> Path:
    return FOLDER / RELEASES[trial]
