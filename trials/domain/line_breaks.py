"""Where a line of text may break: between words, and between Chinese characters, but neither
behind an opening sign nor before a closing one."""

import re
from collections.abc import Callable

CHINESE = r"\u3000-\u9fff\uff00-\uffef"
OPENING = "（《〈「『【〔“"
CLOSING = "）》〉」』】〕”，。、；：！？…"

# A no-break space is no space here: it holds a number and its unit together.
WORD = rf"(?:[^\s{CHINESE}{OPENING}{CLOSING}]|\u00a0)+"
PIECE = re.compile(rf"[{OPENING}]*(?:[{CHINESE}]|{WORD})?[{CLOSING}]*[ \t\n]*")


def pieces(text: str) -> list[str]:
    """What stays on one line, each with the spaces behind it; joined they are the text."""
    return [piece for piece in PIECE.findall(text) if piece]


def wrapped(text: str, *, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines of at most this width as `measure` has it; a piece longer than that stands alone."""
    if measure(text) <= width:
        return [text]
    lines = [""]
    for piece in pieces(text):
        if lines[-1] and measure(lines[-1] + piece.rstrip()) > width:
            lines.append(piece)
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]
