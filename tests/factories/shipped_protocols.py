"""The protocol files the platform comes with, each read once."""

from functools import cache
from pathlib import Path

from trials.domain.protocol.loader import load
from trials.domain.protocol.protocol import Protocol

FOLDER = Path(__file__).parents[2] / "trials" / "protocols"


@cache
def shipped(slug: str) -> Protocol:
    file = FOLDER / f"{slug}.yaml"
    return load(file.read_text(encoding="utf-8"), name=file.name)


def shipped_slugs() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.yaml"))
