"""Scans as real DICOM files, whole or with the one thing changed that a test is about."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydicom import dcmread
from pydicom.config import disable_value_validation
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from inference.ingest import phantom
from inference.ingest.phantom import Phantom
from inference.ingest.quarantine import Incoming

SCANNED = date(2026, 1, 4)
# By phantom and tags: drawing its 64 images takes longer than what most tests do with them.
_drawn: dict[str, dict[str, bytes]] = {}


def liver(code: str = "P-1", **changes: Any) -> Phantom:
    return Phantom(**{"code": code, "day": SCANNED, "slices": 16, "size": 32,
                      "pixel_mm": 2.0, **changes})  # fmt: skip


def written(
    folder: Path, *, only: str = "", tags: Mapping[str, Any] | None = None, **changes: Any
) -> list[Path]:
    """The phantom's files; `only` of one phase; `tags` set in each image, or deleted with None."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, data in drawn(liver(**changes), tags or {}).items():
        if name.startswith(only):
            paths.append(folder / name)
            paths[-1].write_bytes(data)
    return paths


def drawn(body: Phantom, tags: Mapping[str, Any]) -> dict[str, bytes]:
    def edit(dataset: Dataset, shot: phantom.Shot, index: int) -> None:
        retag(dataset, tags)

    key = repr((body, tags))
    if key not in _drawn:
        with TemporaryDirectory() as folder:
            made = phantom.write(body, Path(folder), edit=edit)
            _drawn[key] = {path.name: path.read_bytes() for path in made}
    return _drawn[key]


def one_image(folder: Path, **tags: Any) -> Path:
    """The first of the arterial phase."""
    folder.mkdir(exist_ok=True)
    body, shot = liver(), phantom.SHOTS[1]
    dataset = phantom.header(body, shot, 2, 0)
    dataset.PixelData = phantom.volume(body, shot)[0].tobytes()
    retag(dataset, tags)
    with disable_value_validation():
        return phantom.save(dataset, folder / "arterial_001.dcm")


def retag(dataset: Dataset, tags: Mapping[str, Any]) -> None:
    """The library warns of what DICOM forbids; here it is meant."""
    with disable_value_validation():
        for keyword, value in tags.items():
            if keyword in dataset:
                delattr(dataset, keyword)
            if value is not None:
                setattr(dataset, keyword, value)


def shipped(name: str) -> Path:
    """A file of a real scanner, from the library's own tests."""
    found = get_testdata_file(name)
    assert isinstance(found, str)
    return Path(found)


def resaved(path: Path, target: Path, *, syntax: str) -> Path:
    return phantom.save(dcmread(path), target, syntax=syntax)


def incoming(paths: Iterable[Path]) -> list[Incoming]:
    return [Incoming(name=path.name, pieces=[path.read_bytes()]) for path in paths]


def zipped(entries: Mapping[str, bytes], **how: Any) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how.pop("method", zipfile.ZIP_DEFLATED)) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed.getvalue()


def zip_of(paths: Iterable[Path], below: str = "scan") -> bytes:
    return zipped({f"{below}/{path.name}": path.read_bytes() for path in paths})
