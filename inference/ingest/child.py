"""Reads DICOM headers in a process of its own, where a malicious file can do no harm.

Started as a script without the program's own modules, environment or database; reads one JSON
request a line and answers each with one JSON line. Deflated, bombed or endless files end here: by
a named fault, or by the limits, which kill this process and nothing else.
"""

import hashlib
import json
import os
import re
import resource
import sys
from array import array
from datetime import date
from io import BufferedReader
from typing import Any

# pydicom would import it, and it is neither needed here nor small.
sys.modules["numpy"] = None  # type: ignore[assignment]

MEMORY, CPU_SECONDS = 768 * 1024 * 1024, 10
FILE_BYTES, PIXEL_BYTES = 256 * 1024 * 1024, 128 * 1024 * 1024
DEFER = 256 * 1024

IMPLICIT, EXPLICIT, BIG_ENDIAN = (
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.2",
)
DEFLATED = {"1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.8.1"}
DICOMDIR = "1.2.840.10008.1.3.10"
# Programs that hide in the 128 free bytes before a DICOM file (CVE-2019-11687).
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
# Zip, RAR, 7z, gzip, bzip2 and xz.
ARCHIVES = (b"PK\x03\x04", b"Rar!\x1a", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")
# What calls itself an image of a scanner: CT and MR, classic and enhanced.
IMAGES = {f"1.2.840.10008.5.1.4.1.1.{kind}" for kind in ("2", "2.1", "4", "4.1")}
# As casebook.domain.codes shapes them. Whether it is one, its check character says there.
PARTICIPANT = re.compile(r"[A-Z]{2}[A-Z0-9]{1,8}-\d{4,6}-[A-Z0-9]", re.ASCII)
UID = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))+", re.ASCII)
CODE = re.compile(r"[A-Z0-9_]{1,16}", re.ASCII)
WHO = (
    "PatientName", "PatientID", "PatientBirthDate", "OtherPatientIDs", "OtherPatientIDsSequence",
    "OtherPatientNames", "PatientBirthName", "PatientMotherBirthName", "PatientAddress",
    "PatientTelephoneNumbers", "MedicalRecordLocator", "MilitaryRank", "PatientComments",
)  # fmt: skip
FORBIDDEN = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system",
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "ctypes.",
)  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Fault(Exception):
    """Why the file cannot be taken, by a code that the other side has words for."""


def confine() -> None:
    """Little memory, no files written, no programs started, nobody called."""
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (limit, limit))
    sys.addaudithook(refuse)


def refuse(event: str, args: tuple[Any, ...]) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and (re.search(r"[wax+]", str(args[1] or "")) or args[2] & WRITING):
        raise PermissionError(event)


def allow_seconds() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, resource.RLIM_INFINITY))


def answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        with open(request["path"], "rb") as file:
            found = read(file, request)
        return {"ignored": True} if found is None else {"instance": found}
    except Fault as fault:
        return {"fault": str(fault)}
    except RecursionError:
        return {"fault": "nested"}
    except MemoryError:
        return {"fault": "memory"}
    except Exception:
        # Whatever a broken file makes the library say may hold what stands in the file.
        return {"fault": "unreadable"}


def read(file: BufferedReader, request: dict[str, Any]) -> dict[str, Any] | None:
    import pydicom

    check_outside(file)
    # Transfer syntax and kind of file, before anything that needs unpacking is touched.
    meta = pydicom.filereader.read_file_meta_info(request["path"])
    syntax, media = (text(meta, key) for key in ("TransferSyntaxUID", "MediaStorageSOPClassUID"))
    if media == DICOMDIR:
        return None
    check_syntax(syntax)
    file.seek(0)
    header = pydicom.dcmread(file, defer_size=DEFER)
    if media in IMAGES and "PixelData" not in header:
        raise Fault("cut_off")
    place, length = pixels_of(header, size=os.fstat(file.fileno()).st_size)
    found = fields(header, request)
    found["pixel_sha256"] = pixel_hash(file, place, length, header, swap=syntax == BIG_ENDIAN)
    file.seek(0)
    found["file_sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def check_outside(file: BufferedReader) -> None:
    if os.fstat(file.fileno()).st_size > FILE_BYTES:
        raise Fault("too_large")
    start = file.read(132)
    if not start:
        raise Fault("empty")
    if start[128:] != b"DICM" and start.startswith(ARCHIVES):
        raise Fault("archive")
    if start.startswith(PROGRAMS):
        raise Fault("program")
    if start[128:] != b"DICM":
        raise Fault("not_dicom")


def check_syntax(syntax: str) -> None:
    if syntax in DEFLATED:
        raise Fault("deflated")
    if syntax not in {IMPLICIT, EXPLICIT, BIG_ENDIAN}:
        raise Fault("compressed")


def pixels_of(header: Any, *, size: int) -> tuple[int, int]:
    """Where the pixels begin and how many bytes they take, once they are what is declared."""
    rows, columns = whole(header, "Rows"), whole(header, "Columns")
    element = header.get_item(0x7FE00010, keep_deferred=True)
    if not rows or not columns or element is None:
        raise Fault("no_image")
    samples, bits = whole(header, "SamplesPerPixel") or 1, whole(header, "BitsAllocated") or 0
    if bits not in {8, 16, 32}:  # a marking of one bit, or numbers with a point
        raise Fault("no_image")
    length = rows * columns * samples * bits * (whole(header, "NumberOfFrames") or 1) // 8
    if length > PIXEL_BYTES:
        raise Fault("too_many_pixels")
    if element.length not in {length, length + length % 2}:
        raise Fault("pixels_disagree")
    if element.value_tell + length > size:
        raise Fault("cut_off")
    return element.value_tell, length


def pixel_hash(file: BufferedReader, place: int, length: int, header: Any, *, swap: bool) -> str:
    """Over the values as little-endian bytes, so that it is the same in each native syntax."""
    file.seek(place)
    data = file.read(length)
    bits = whole(header, "BitsAllocated")
    if swap and bits in {16, 32}:
        values = array("H" if bits == 16 else "I", data)
        values.byteswap()
        data = values.tobytes()
    return hashlib.sha256(data).hexdigest()


def fields(header: Any, request: dict[str, Any]) -> dict[str, Any]:
    day, time = moment(header)
    return {
        "sop_uid": uid(header, "SOPInstanceUID"),
        "sop_class": uid(header, "SOPClassUID"),
        "series_uid": uid(header, "SeriesInstanceUID"),
        "study_uid": uid(header, "StudyInstanceUID"),
        "frame_uid": text(header, "FrameOfReferenceUID")[:64],
        "modality": code(text(header, "Modality")),
        "rows": whole(header, "Rows"),
        "columns": whole(header, "Columns"),
        "frames": whole(header, "NumberOfFrames") or 1,
        "number": whole(header, "InstanceNumber"),
        "acquisition": whole(header, "AcquisitionNumber"),
        "declared": whole(header, "ImagesInAcquisition"),
        "description": (text(header, "SeriesDescription") or text(header, "ProtocolName"))[:64],
        "image_type": [code(part) for part in several(header, "ImageType")][:8],
        "acquired_on": day,
        "acquired_seconds": time,
        "contrast_seconds": seconds(text(header, "ContrastBolusStartTime")),
        "has_agent": bool(value(header, "ContrastBolusAgent"))
        or bool(value(header, "ContrastBolusAgentSequence")),
        "sequence": sequence(header),
        "orientation": numbers(header, "ImageOrientationPatient", 6),
        "position": numbers(header, "ImagePositionPatient", 3),
        "pixel_mm": numbers(header, "PixelSpacing", 2),
        "thickness_mm": number(header, "SliceThickness"),
        "scale": scale(header),
        "is_burned_in": text(header, "BurnedInAnnotation").upper() == "YES",
        "are_dates_changed": text(header, "LongitudinalTemporalInformationModified").upper()
        in {"MODIFIED", "REMOVED"},
        "identity": [tag for tag in WHO if says_who(header, tag, request["code"])],
        "codes": other_codes(header, request["code"]),
        "patient": patient_key(header, request["salt"]),
    }


def value(header: Any, keyword: str) -> Any:
    """None where the header has none, or one that breaks DICOM's own rules."""
    try:
        return header.get(keyword)
    except RecursionError:
        raise
    except Exception:
        return None


def text(header: Any, keyword: str) -> str:
    return str(value(header, keyword) or "").strip()


def several(header: Any, keyword: str) -> list[str]:
    found = value(header, keyword)
    if found is None:
        return []
    return [str(one) for one in found] if not isinstance(found, str) else [found]


def whole(header: Any, keyword: str) -> int | None:
    try:
        found = int(value(header, keyword))
    except (TypeError, ValueError, OverflowError):
        return None
    return found if 0 <= found < 2**31 else None


def number(header: Any, keyword: str) -> float | None:
    try:
        found = float(value(header, keyword))
    except (TypeError, ValueError):
        return None
    return found if abs(found) < 1e9 else None


def numbers(header: Any, keyword: str, count: int) -> list[float]:
    try:
        found = [float(one) for one in value(header, keyword)]
    except (TypeError, ValueError):
        return []
    return found if len(found) == count and all(abs(one) < 1e9 for one in found) else []


def uid(header: Any, keyword: str) -> str:
    found = text(header, keyword)
    if len(found) > 64 or UID.fullmatch(found) is None:
        raise Fault("no_uid")
    return found


def code(found: str) -> str:
    return found if CODE.fullmatch(found) else ""


def sequence(header: Any) -> str:
    how = ("ScanningSequence", "RepetitionTime", "EchoTime", "FlipAngle", "Rows", "Columns")
    parts = [text(header, name)[:16] for name in how]
    return " ".join(parts) if any(parts[:4]) else ""


def scale(header: Any) -> list[float]:
    slope, intercept = number(header, "RescaleSlope"), number(header, "RescaleIntercept")
    return [
        whole(header, "BitsStored") or 0,
        whole(header, "PixelRepresentation") or 0,
        1.0 if slope is None else slope,
        intercept or 0.0,
    ]


def moment(header: Any) -> tuple[str | None, float | None]:
    """Day and time of the acquisition; the study's day where the image has none of its own."""
    both = text(header, "AcquisitionDateTime")
    days = ("AcquisitionDate", "SeriesDate", "ContentDate", "StudyDate")
    day = next((found for name in days if (found := iso_day(text(header, name)))), iso_day(both))
    time = seconds(text(header, "AcquisitionTime"))
    return day, seconds(both[8:]) if time is None else time


def iso_day(found: str) -> str | None:
    parts = re.match(r"(\d{4})[.]?(\d{2})[.]?(\d{2})", found, re.ASCII)
    try:
        return date(*map(int, parts.groups())).isoformat() if parts else None
    except ValueError:
        return None


def seconds(found: str) -> float | None:
    parts = re.match(r"(\d{2}):?(\d{2}):?(\d{2}(?:\.\d{1,6})?)", found, re.ASCII)
    if parts is None:
        return None
    return int(parts[1]) * 3600 + int(parts[2]) * 60 + float(parts[3])


def says_who(header: Any, tag: str, participant: str) -> bool:
    """Anything but nothing and the participant's own code."""
    found = value(header, tag)
    if tag.endswith("Sequence"):
        return bool(found)
    return str(found or "").strip(" ^").casefold() not in {"", participant.casefold()}


def other_codes(header: Any, participant: str) -> dict[str, str]:
    """Of another participant, whose scan it may be. Nothing else that stands there goes on."""
    found = {tag: text(header, tag).strip(" ^").upper() for tag in ("PatientName", "PatientID")}
    return {
        tag: one
        for tag, one in found.items()
        if PARTICIPANT.fullmatch(one) and one != participant.upper()
    }


def patient_key(header: Any, salt: str) -> str:
    """Tells two patients of one upload apart and says nothing outside of it."""
    who = f"{salt}\0{text(header, 'PatientID')}\0{text(header, 'PatientName')}"
    return hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:16]


def main() -> None:
    import warnings

    import pydicom

    pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
    warnings.simplefilter("ignore")
    confine()
    for line in sys.stdin:
        allow_seconds()
        print(json.dumps(answer(json.loads(line))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
