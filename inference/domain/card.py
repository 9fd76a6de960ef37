"""The text of a release's card as blocks a page can draw: headings, paragraphs and lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

STRONG = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


class Kind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"


@dataclass(frozen=True)
class Span:
    text: str
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Block:
    """A list has one line per item, everything else one line."""

    kind: Kind
    lines: tuple[tuple[Span, ...], ...]


PREFIXES = {"# ": Kind.TITLE, "## ": Kind.HEADING, "- ": Kind.LIST}


def blocks(text: str) -> list[Block]:
    found: list[Block] = []
    for kind, group in groupby((line for line in text.splitlines()), key=kind_of):
        lines = [without_prefix(line) for line in group if line.strip()]
        if kind is not None and lines:
            found.extend(as_blocks(kind, lines))
    return found


def kind_of(line: str) -> Kind | None:
    """None for an empty line, which parts paragraphs."""
    if not line.strip():
        return None
    return next(
        (kind for prefix, kind in PREFIXES.items() if line.startswith(prefix)), Kind.PARAGRAPH
    )


def without_prefix(line: str) -> str:
    prefix = next((one for one in PREFIXES if line.startswith(one)), "")
    return line.removeprefix(prefix).strip()


def as_blocks(kind: Kind, lines: list[str]) -> Iterator[Block]:
    if kind is Kind.PARAGRAPH:
        yield Block(kind=kind, lines=(spans(joined(lines)),))
    elif kind is Kind.LIST:
        yield Block(kind=kind, lines=tuple(spans(line) for line in lines))
    else:
        yield from (Block(kind=kind, lines=(spans(line),)) for line in lines)


def joined(lines: list[str]) -> str:
    """Chinese lines are joined without a blank, but for a number or a Latin word beside them."""
    text = lines[0]
    for line in lines[1:]:
        together = is_wide(text[-1]) and (is_wide(line[0]) or not text[-1].isalnum())
        text += line if together else f" {line}"
    return text


def is_wide(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def spans(text: str) -> tuple[Span, ...]:
    parts = STRONG.split(text)
    return tuple(Span(part, strong=bool(index % 2)) for index, part in enumerate(parts) if part)
