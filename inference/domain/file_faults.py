"""Why a file or an archive is not taken in at all, in words for whoever sent it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from trials.domain.messages import Message
from trials.domain.messages import gettext_noop as noop


class Fault(StrEnum):
    NOTHING = "nothing"
    EMPTY = "empty"
    ARCHIVE = "archive"
    NOT_DICOM = "not_dicom"
    PROGRAM = "program"
    DEFLATED = "deflated"
    COMPRESSED = "compressed"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    NO_IMAGE = "no_image"
    NO_UID = "no_uid"
    PIXELS_DISAGREE = "pixels_disagree"
    CUT_OFF = "cut_off"
    NESTED = "nested"
    MEMORY = "memory"
    TIME = "time"
    CRASHED = "crashed"
    UNREADABLE = "unreadable"
    ZIP_BROKEN = "zip_broken"
    ZIP_LOCKED = "zip_locked"
    ZIP_PATH = "zip_path"
    ZIP_LINK = "zip_link"
    ZIP_RATIO = "zip_ratio"
    ZIP_METHOD = "zip_method"
    TOO_MANY_FILES = "too_many_files"
    TOO_MUCH = "too_much"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class FileFault:
    """`file` is the number of the file in the upload; its name is not kept with the record."""

    file: int
    fault: Fault
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"file": self.file, "fault": self.fault.value, **self.values}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "FileFault":
        values = {name: one for name, one in stored.items() if name not in {"file", "fault"}}
        return cls(file=stored["file"], fault=Fault(stored["fault"]), values=values)

    @property
    def what(self) -> Message:
        return Message(TEXTS[self.fault][0], self.values)

    @property
    def mend(self) -> Message:
        return Message(TEXTS[self.fault][1], self.values)


AGAIN = noop("Export it again from the archive.")
ONLY_IMAGES = noop("Upload the DICOM images only; take this file out.")
WHOLE = noop("Upload the scan of one day only, in several parts if need be.")
SUSPECT = noop("No scanner writes such a file. Do not open it; tell the administrator.")
PACK_ANEW = noop("Pack the folder of images anew, with nothing else in it.")

TEXTS: Mapping[Fault, tuple[str, str]] = {
    Fault.NOTHING: (
        noop("There is no image in it."),
        noop("Choose the DICOM images of the scan, or one zip of them."),
    ),
    Fault.EMPTY: (noop("The file is empty."), AGAIN),
    Fault.ARCHIVE: (
        noop("It is an archive within another one, or of a kind that is not read here."),
        noop("Unpack it, and pack the folder of images as one ordinary zip."),
    ),
    Fault.NOT_DICOM: (noop("It is no DICOM file."), ONLY_IMAGES),
    Fault.PROGRAM: (noop("A program is hidden at its beginning."), SUSPECT),
    Fault.DEFLATED: (
        noop("It is deflated DICOM, which may unpack to any size."),
        noop("Export it uncompressed (explicit VR little endian)."),
    ),
    Fault.COMPRESSED: (
        noop("Its images are compressed in a way that is not read here."),
        noop("Export it uncompressed (explicit VR little endian)."),
    ),
    Fault.TOO_LARGE: (noop("It is larger than 256 MB."), AGAIN),
    Fault.TOO_MANY_PIXELS: (noop("It declares more pixels than any scan has."), SUSPECT),
    Fault.NO_IMAGE: (noop("It holds no image: a report, a plan or a marking."), ONLY_IMAGES),
    Fault.NO_UID: (
        noop("It lacks the identifiers of image, series and study, or they are no identifiers."),
        noop("Check what de-identification left out; identifiers may be replaced, not emptied."),
    ),
    Fault.PIXELS_DISAGREE: (
        noop("The pixels it holds are not as many as it declares."),
        AGAIN,
    ),
    Fault.CUT_OFF: (noop("It breaks off before its image is whole."), AGAIN),
    Fault.NESTED: (noop("Its header is nested deeper than any scanner nests it."), SUSPECT),
    Fault.MEMORY: (noop("Reading it took more memory than a scan needs."), SUSPECT),
    Fault.TIME: (noop("Reading it took longer than a scan needs."), SUSPECT),
    Fault.CRASHED: (noop("Reading it ended the program that reads."), SUSPECT),
    Fault.UNREADABLE: (noop("It is damaged and cannot be read."), AGAIN),
    Fault.ZIP_BROKEN: (noop("The archive is damaged."), noop("Pack the folder anew.")),
    Fault.ZIP_LOCKED: (
        noop("The archive asks for a password."),
        noop("Pack the folder anew without one. The way here is encrypted."),
    ),
    Fault.ZIP_PATH: (noop("A path in the archive leads out of it."), PACK_ANEW),
    Fault.ZIP_LINK: (noop("The archive holds a link in place of a file."), PACK_ANEW),
    Fault.ZIP_RATIO: (
        noop("A file in the archive unpacks to more than {bound} times its size."),
        SUSPECT,
    ),
    Fault.ZIP_METHOD: (
        noop("The archive is packed in a way that is not read here."),
        noop("Pack the folder as an ordinary zip."),
    ),
    Fault.TOO_MANY_FILES: (noop("More than {bound} files in one upload."), WHOLE),
    Fault.TOO_MUCH: (noop("More than {bound} MB in one upload."), WHOLE),
    Fault.GONE: (
        noop("The files are no longer there: they are kept for a day only."),
        noop("Upload them again."),
    ),
}
