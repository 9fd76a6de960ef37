"""A file given as an answer: known by its content, named as it came."""

import re
from dataclasses import dataclass

from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.protocol.forms import FileKind, Item

STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
)
MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}
REFERENCE = re.compile(r"([0-9a-f]{64}) (\S.*)", re.ASCII | re.DOTALL)
LONGEST_NAME = 100


@dataclass(frozen=True)
class Reference:
    """What a form says instead of the content: its hash, and the name it came under."""

    sha256: str
    name: str

    def __str__(self) -> str:
        return f"{self.sha256} {self.name}"

    @classmethod
    def parse(cls, text: str) -> "Reference | None":
        found = REFERENCE.fullmatch(text.strip())
        return cls(found[1], found[2]) if found else None


def kind_of(data: bytes) -> FileKind | None:
    return next((kind for start, kind in STARTS if data.startswith(start)), None)


def what_is_wrong(item: Item, data: bytes) -> Message | None:
    """Why the file cannot be the answer to this question, and what would be."""
    kinds = ", ".join(kind.upper() for kind in item.kinds)
    if not data:
        return _("The file is empty. Choose another one.")
    if len(data) > item.most_bytes:
        most = item.most_bytes // (1024 * 1024)
        return _("The file is larger than {most} MB. Send a smaller one.", most=most)
    if kind_of(data) not in item.kinds:
        return _(
            "The file is of another kind. {item} takes: {kinds}.", item=item.label, kinds=kinds
        )
    return None


def clean_name(name: str) -> str:
    """The last part of a path, without signs that do not print."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(one for one in last if one.isprintable()).strip()
    return kept[-LONGEST_NAME:].strip() or "file"
