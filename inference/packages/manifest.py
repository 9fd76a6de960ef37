"""The list of every file of a package with its sha256; its own sha256 is the package's identity."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from audit.content import canonical_json
from inference.domain.failures import Failure
from inference.failed import Failed

MANIFEST = "manifest.json"
FORMAT = 1
LARGEST_FILE, MOST_FILES = 2_000_000_000, 200
PLAIN_NAME = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,79}", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class UnusablePackage(Failed):
    """The folder is not the package it should be; the message names the file."""


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    return canonical_json({"format": FORMAT, "files": hashes_of(files)})


def identity(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def read_verified(folder: Path, *, expected_sha256: str) -> dict[str, bytes]:
    """Every file's bytes as they were hashed: nobody can swap one between the check and the use."""
    files = read_all(folder)
    manifest = files.pop(MANIFEST, None)
    if manifest is None:
        raise UnusablePackage(Failure.FILE_MISSING, file=MANIFEST)
    if identity(manifest) != expected_sha256:
        raise changed(MANIFEST)
    check_against(listed(manifest), files)
    return files


def check_against(promised: Mapping[str, str], files: Mapping[str, bytes]) -> None:
    for name in sorted(promised.keys() - files.keys()):
        raise UnusablePackage(Failure.FILE_MISSING, file=name)
    for name in sorted(files.keys() - promised.keys()):
        raise UnusablePackage(Failure.FILE_UNLISTED, file=name)
    for name, found in sorted(hashes_of(files).items()):
        if found != promised[name]:
            raise changed(name)


def changed(name: str) -> UnusablePackage:
    return UnusablePackage(Failure.FILE_CHANGED, file=name)


def listed(manifest: bytes) -> dict[str, str]:
    """The promised hashes; a manifest has exactly one spelling."""
    try:
        content = json.loads(manifest)
        files = content["files"]
        is_ours = content["format"] == FORMAT and all(
            isinstance(found, str) and SHA256.fullmatch(found) for found in files.values()
        )
        is_canonical = canonical_json({"format": FORMAT, "files": files}) == manifest
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise unreadable() from error
    if not (is_ours and is_canonical):
        raise unreadable()
    return dict(files)


def unreadable() -> UnusablePackage:
    return UnusablePackage(Failure.MANIFEST_NOT_CANONICAL, file=MANIFEST)


def read_all(folder: Path) -> dict[str, bytes]:
    if folder.is_symlink() or not folder.is_dir():
        raise UnusablePackage(Failure.NO_FOLDER, folder=folder.name)
    return {name: read_plain(folder, name) for name in names_below(folder)}


def names_below(folder: Path) -> list[str]:
    names = []
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place) / name
            within = path.relative_to(folder)
            if path.is_symlink() or not PLAIN_NAME.fullmatch(name):
                raise not_plain(within.as_posix())
            if name in files:
                names.append(PurePosixPath(within).as_posix())
    if len(names) > MOST_FILES:
        raise UnusablePackage(Failure.TOO_MANY_FILES, bound=MOST_FILES)
    return sorted(names)


def read_plain(folder: Path, name: str) -> bytes:
    """Follows no link, opens no device, and stops at a size no weights of ours have."""
    try:
        descriptor = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise not_plain(name) from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise not_plain(name)
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise UnusablePackage(Failure.FILE_TOO_LARGE, file=name)
    return content


def not_plain(name: str) -> UnusablePackage:
    return UnusablePackage(Failure.FILE_NOT_PLAIN, file=name)
