"""Which letters the bytes of a text file stand for, as laboratories and spreadsheets save them."""

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")


def decoded(data: bytes) -> str | None:
    """None where the bytes are no text."""
    for encoding in encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def encodings(data: bytes) -> tuple[str, ...]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return (encoding,)
    if is_wide(data, zeros_at=1):
        return ("utf-16-le",)
    if is_wide(data, zeros_at=0):
        return ("utf-16-be",)
    if b"\0" in data:
        return ()
    # Chinese spreadsheets save CSV so unless told otherwise; western ones save a lone µ or é.
    return ("utf-8", "cp1252") if has_lone_letters(data) else ("utf-8", "gb18030")


def is_wide(data: bytes, *, zeros_at: int) -> bool:
    """Two bytes to a letter and no mark in front: the header's English letters leave zeros."""
    head = data[:400]
    zeros, others = head[zeros_at::2], head[1 - zeros_at :: 2]
    return zeros.count(0) * 5 > len(zeros) * 2 and others.count(0) == 0 and len(head) > 3


def has_lone_letters(data: bytes) -> bool:
    """Each letter beyond ASCII stands alone; Chinese ones come as pairs of bytes."""
    runs = BEYOND_ASCII.findall(data)
    return bool(runs) and all(len(run) == 1 for run in runs)
