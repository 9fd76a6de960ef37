"""Unpack a zip of images: by number, never by its own paths, and never more than it may hold."""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from inference.domain.file_faults import Fault
from inference.ingest.limits import LIMITS, MIB, Limits

BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
# What systems put beside files without being asked.
CLUTTER = {".ds_store", "thumbs.db", "desktop.ini"}
# A black image shrinks a thousandfold; only what unpacks to much is suspected.
SMALL = 16 * MIB
PIECE = 256 * 1024
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class UnableToUnpack(Exception):
    def __init__(self, fault: Fault, **values: object) -> None:
        self.fault, self.values = fault, values
        super().__init__(fault.value)


def is_zip(path: Path) -> bool:
    """By its beginning: a DICOM file with an archive at its end is a DICOM file."""
    with path.open("rb") as file:
        return file.read(4) in BEGINNINGS


def is_clutter(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.lower() in CLUTTER


def unpack(archive: Path, into: Path, *, limits: Limits = LIMITS) -> Iterator[tuple[Path, str]]:
    """Each file with the name it had; all entries are checked before the first is unpacked."""
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [one for one in opened.infolist() if not one.is_dir()]
            check(entries, limits)
            wanted = [one for one in entries if not is_clutter(one.filename)]
            for number, entry in enumerate(wanted, start=1):
                target = into / f"{number:06}"
                with opened.open(entry) as packed:
                    pour(packed, target, most=entry.file_size)
                yield target, entry.filename
    except DAMAGED as error:
        raise UnableToUnpack(Fault.ZIP_BROKEN) from error


def check(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.files:
        raise UnableToUnpack(Fault.TOO_MANY_FILES, bound=limits.files)
    for entry in entries:
        check_entry(entry, limits)
    total = sum(one.file_size for one in entries)
    if total > limits.upload_bytes:
        raise UnableToUnpack(Fault.TOO_MUCH, bound=limits.upload_bytes // MIB)
    check_ratio(total, sum(one.compress_size for one in entries), limits)


def check_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    if leads_out(entry.orig_filename) or leads_out(entry.filename):
        raise UnableToUnpack(Fault.ZIP_PATH)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        raise UnableToUnpack(Fault.ZIP_LINK)
    if entry.flag_bits & 0x1:
        raise UnableToUnpack(Fault.ZIP_LOCKED)
    if entry.compress_type not in METHODS:
        raise UnableToUnpack(Fault.ZIP_METHOD)
    check_ratio(entry.file_size, entry.compress_size, limits)


def check_ratio(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > SMALL and unpacked > limits.zip_ratio * max(packed, 1):
        raise UnableToUnpack(Fault.ZIP_RATIO, bound=limits.zip_ratio)


def leads_out(name: str) -> bool:
    """Read as either system reads it: an absolute path, a drive, a step up, a broken name."""
    ways = (PurePosixPath(name), PureWindowsPath(name))
    absolute = name.startswith(("/", "\\")) or any(
        path.drive or path.is_absolute() for path in ways
    )
    return absolute or "\0" in name or any(".." in path.parts for path in ways)


def pour(packed: IO[bytes], target: Path, *, most: int) -> None:
    """The size an archive declares need not be true."""
    left = most
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        while piece := packed.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise UnableToUnpack(Fault.ZIP_BROKEN)
            file.write(piece)
