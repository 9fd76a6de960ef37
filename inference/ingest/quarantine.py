"""Where files wait that nobody has looked into: one folder for each upload, gone after a day.

Files lie there by number. The names they came with may hold a patient's name, so they are written
down here only, to be shown beside a refusal, and never reach the database.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from inference.domain.file_faults import Fault, FileFault
from inference.ingest.archives import UnableToUnpack, is_clutter, is_zip, unpack
from inference.ingest.limits import LIMITS, MIB, Limits

KEPT = timedelta(days=1)
LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A file as it arrives, in pieces."""

    name: str
    pieces: Iterable[bytes]


@dataclass(frozen=True, kw_only=True)
class Received:
    files: int
    bytes: int


class TooMuch(Exception):
    def __init__(self, fault: FileFault) -> None:
        self.fault = fault
        super().__init__(fault.fault.value)


class Quarantine:
    def __init__(self, root: Path, upload: UUID, *, limits: Limits = LIMITS) -> None:
        self.folder = root / "quarantine" / str(upload)
        self.limits = limits

    @property
    def _in(self) -> Path:
        return self.folder / "in"

    @property
    def _images(self) -> Path:
        return self.folder / "images"

    def receive(self, incoming: Iterable[Incoming]) -> Received:
        """Write down what comes; more than an upload may bring leaves nothing behind."""
        self._in.mkdir(parents=True, mode=0o700)
        self.folder.parent.chmod(0o700)
        names: dict[int, str] = {}
        size = 0
        try:
            for number, one in enumerate(incoming, start=1):
                if number > self.limits.files:
                    raise too_much(Fault.TOO_MANY_FILES, self.limits.files)
                size += self._write(self._in / f"{number:06}", one.pieces, size)
                names[number] = one.name
        except BaseException:
            self.remove()
            raise
        self._note(names)
        return Received(files=len(names), bytes=size)

    def _write(self, path: Path, pieces: Iterable[bytes], before: int) -> int:
        size = 0
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                size += len(piece)
                if before + size > self.limits.upload_bytes:
                    raise too_much(Fault.TOO_MUCH, self.limits.upload_bytes // MIB)
                file.write(piece)
        return size

    def lay_out(self) -> tuple[list[tuple[int, Path]], list[FileFault]]:
        """Every file by number, archives unpacked; done again from the start on another attempt."""
        if not self._in.is_dir():
            return [], [FileFault(file=0, fault=Fault.GONE)]
        shutil.rmtree(self._images, ignore_errors=True)
        self._images.mkdir(mode=0o700)
        came = self._noted("names.json")
        files: list[tuple[int, Path]] = []
        faults: list[FileFault] = []
        names: dict[int, str] = {}
        for received in sorted(self._in.iterdir()):
            name = came.get(int(received.name), "")
            try:
                for path, inner in self._files_in(received, name):
                    number = len(names) + 1
                    names[number] = inner
                    files.append((number, path))
            except UnableToUnpack as broken:
                number = len(names) + 1
                names[number] = name
                faults.append(FileFault(file=number, fault=broken.fault, values=broken.values))
        self._note(names, beside="laid_out.json")
        return files, faults

    def _files_in(self, received: Path, name: str) -> Iterator[tuple[Path, str]]:
        if is_clutter(name):
            return
        if not is_zip(received):
            yield received, name
            return
        into = self._images / received.name
        into.mkdir(mode=0o700)
        for path, inner in list(unpack(received, into, limits=self.limits)):
            yield path, f"{name}/{inner}"

    def names(self) -> Mapping[int, str]:
        """By number: of the files once laid out, before that of what came."""
        return self._noted("laid_out.json") or self._noted("names.json")

    def _noted(self, listed: str) -> dict[int, str]:
        try:
            noted = json.loads((self.folder / listed).read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return {int(number): name for number, name in noted.items()}

    def _note(self, names: Mapping[int, str], *, beside: str = "names.json") -> None:
        shown = {str(number): printable(name) for number, name in names.items()}
        (self.folder / beside).write_text(json.dumps(shown, ensure_ascii=False), "utf-8")

    def remove_files(self) -> None:
        """Once refused: the images go, the names stay to be read beside the reasons."""
        for folder in (self._in, self._images):
            shutil.rmtree(folder, ignore_errors=True)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def too_much(fault: Fault, bound: int) -> TooMuch:
    return TooMuch(FileFault(file=0, fault=fault, values={"bound": bound}))


def printable(name: str) -> str:
    """A name is shown to people: no control characters, and its end rather than its beginning."""
    clean = "".join(char if char.isprintable() else "?" for char in name)
    return clean if len(clean) <= LONGEST_NAME else "…" + clean[-LONGEST_NAME:]


def remove_old(root: Path, *, at: datetime) -> int:
    """Every folder of an upload that came more than a day before."""
    removed = 0
    for folder in (root / "quarantine").glob("*"):
        if folder.stat().st_mtime < (at - KEPT).timestamp():
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed
