"""Where registered packages are kept: HOME/releases, each under its own identity."""

import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from inference.models import PredictorRelease
from inference.packages.manifest import MANIFEST, UnusablePackage, manifest_of, read_verified
from inference.packages.package import Package, open_package


def place() -> Path:
    folder = Path(settings.HOME) / "releases"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def keep(folder: Path, *, sha256: str) -> str:
    """Copy the package, whole or not at all, and return the name of its folder."""
    files = read_verified(folder, expected_sha256=sha256)
    target = place() / sha256
    if _is_whole(target, sha256):
        return sha256
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=place()))
    try:
        for name, content in {**files, MANIFEST: manifest_of(files)}.items():
            path = draft / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        shutil.rmtree(target, ignore_errors=True)
        os.rename(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return sha256


def _is_whole(folder: Path, sha256: str) -> bool:
    try:
        read_verified(folder, expected_sha256=sha256)
    except UnusablePackage:
        return False
    return True


def opened(release: PredictorRelease) -> Package:
    """The package behind a release, every byte of it as registered."""
    assert release.manifest_sha256 is not None
    return open_package(place() / release.folder, expected_sha256=release.manifest_sha256)
