"""A predictor release as a folder that cannot change unseen. Weights are safetensors, never code.

manifest.json       every file with its sha256; its own sha256 is the release's identity
weights/            safetensors
architecture.json   a name of inference.architectures, and its parameters
input_schema.json   sockets: fact, unit, plausible range, required, known when
preprocess.json calibration.json thresholds.json golden.json training.json
card.md card.zh.md  what it is for, and what not
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from audit.content import canonical_json
from inference.domain.failures import Failure
from inference.domain.package_contents import (
    Architecture,
    Calibration,
    GoldenCases,
    InputSchema,
    Part,
    Preprocess,
    Thresholds,
    Training,
)
from inference.packages.manifest import (
    MANIFEST,
    UnusablePackage,
    hashes_of,
    identity,
    manifest_of,
    read_all,
    read_verified,
)

WEIGHTS = "weights/model.safetensors"
CARDS = {"en": "card.md", "zh-hans": "card.zh.md"}
P = TypeVar("P", bound=Part)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What is packed, and what an opened package says."""

    weights: bytes
    architecture: Architecture
    inputs: InputSchema
    preprocess: Preprocess
    calibration: Calibration
    thresholds: Thresholds
    golden: GoldenCases
    training: Training
    cards: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Package(Contents):
    sha256: str
    weights_sha256: str


PARTS: Mapping[str, type[Part]] = {
    "architecture": Architecture,
    "inputs": InputSchema,
    "preprocess": Preprocess,
    "calibration": Calibration,
    "thresholds": Thresholds,
    "golden": GoldenCases,
    "training": Training,
}
FILES = {part: f"{part}.json" for part in PARTS} | {"inputs": "input_schema.json"}


def write_package(folder: Path, contents: Contents) -> str:
    """Write the folder, which must be new or empty, and return its identity."""
    check_is_free(folder)
    files = as_files(contents)
    manifest = manifest_of(files)
    for name, content in {**files, MANIFEST: manifest}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return identity(manifest)


def check_is_free(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UnusablePackage(Failure.FOLDER_NOT_EMPTY, folder=folder.name)


def as_files(contents: Contents) -> dict[str, bytes]:
    parts = {
        FILES[part]: canonical_json(getattr(contents, part).model_dump(mode="json"))
        for part in PARTS
    }
    cards = {CARDS[language]: text.encode() for language, text in contents.cards.items()}
    return {WEIGHTS: contents.weights, **parts, **cards}


def open_package(folder: Path, *, expected_sha256: str) -> Package:
    """Read the package, refusing any changed, missing or additional byte, file or link."""
    files = read_verified(folder, expected_sha256=expected_sha256)
    check_names(files)
    parts: dict[str, Any] = {
        part: read_part(files[name], name, PARTS[part]) for part, name in FILES.items()
    }
    check_parts_agree(parts["inputs"], parts["preprocess"])
    return Package(
        **parts,
        weights=files[WEIGHTS],
        cards={language: files[name].decode() for language, name in CARDS.items()},
        sha256=expected_sha256,
        weights_sha256=hashes_of(files)[WEIGHTS],
    )


def check_names(files: Mapping[str, bytes]) -> None:
    """Listed or not, a file this version has no use for might be meant for another reader."""
    known = {WEIGHTS, *FILES.values(), *CARDS.values()}
    for name in sorted(known - files.keys()):
        raise UnusablePackage(Failure.FILE_MISSING, file=name)
    for name in sorted(files.keys() - known):
        raise UnusablePackage(Failure.FILE_WITHOUT_PLACE, file=name)


def identity_of_folder(folder: Path) -> str:
    """What the folder says it is; whether it is so, `open_package` finds out."""
    manifest = read_all(folder).get(MANIFEST)
    if manifest is None:
        raise UnusablePackage(Failure.FILE_MISSING, file=MANIFEST)
    return identity(manifest)


def read_part(content: bytes, name: str, kind: type[P]) -> P:
    try:
        return kind.model_validate(json.loads(content))
    except (ValueError, ValidationError) as error:
        why = first_line(error)
        raise UnusablePackage(Failure.FILE_NOT_UNDERSTOOD, file=name, why=why) from error


def first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        one = error.errors()[0]
        return f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
    return str(error).splitlines()[0]


def check_parts_agree(inputs: InputSchema, preprocess: Preprocess) -> None:
    sockets = {socket.name for socket in inputs.sockets}
    columns = {column.socket for column in preprocess.columns}
    if sockets != columns:
        raise UnusablePackage(Failure.FACTS_DIFFER, names=", ".join(sorted(sockets ^ columns)))
