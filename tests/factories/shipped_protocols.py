"""The protocol files the platform comes with, each read once."""

from functools import cache
from pathlib import Path

from trials.domain.protocol.criteria import KnowableAt
from trials.domain.protocol.loader import load
from trials.domain.protocol.protocol import Protocol

FOLDER = Path(__file__).parents[2] / "trials" / "protocols"


@cache
def shipped(slug: str) -> Protocol:
    file = FOLDER / f"{slug}.yaml"
    return load(file.read_text(encoding="utf-8"), name=file.name)


def knowable_at(protocol: Protocol, moment: KnowableAt) -> list[str]:
    return [one.id for one in protocol.criteria if one.knowable_at is moment]


def shipped_slugs() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.yaml"))
