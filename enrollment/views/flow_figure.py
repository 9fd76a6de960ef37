"""A flow diagram as SVG: boxes down the page, what leaves the flow beside them. Drawn for the
width it is read at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from xml.sax.saxutils import escape

INK, SECONDARY, EDGE, SOFT = "#16211f", "#46524f", "#7b8783", "#f4f5f0"
TEXT, LINE, PAD, GAP = 14, 20, 10, 26
FONTS = "system-ui, 'Noto Sans SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Pixels: where the main boxes stand and where those beside them."""

    width: int
    main: tuple[int, int]
    side: tuple[int, int]


class Shape(Enum):
    WIDE = Sheet(width=760, main=(10, 400), side=(440, 310))
    NARROW = Sheet(width=340, main=(5, 330), side=(45, 290))


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A box of the figure: a heading with its count, and lines under it. `apart`: nothing leads
    to it, as to the second arm of several."""

    heading: str
    lines: tuple[str, ...] = ()
    beside: bool = False
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Placed:
    box: Drawn
    x: int
    y: int
    width: int
    rows: tuple[str, ...]

    @property
    def height(self) -> int:
        return len(self.rows) * LINE + 2 * PAD

    @property
    def bottom(self) -> int:
        return self.y + self.height


def svg(boxes: Sequence[Drawn], *, title: str, shape: Shape) -> str:
    sheet = shape.value
    placed = list(place(boxes, sheet))
    height = max(one.bottom for one in placed) + PAD
    trunk = sheet.main[0] + (sheet.main[1] // 2 if shape is Shape.WIDE else 20)
    parts = [*arrows(placed, trunk), *(line for one in placed for line in drawn(one))]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sheet.width}" height="{height}" '
        f'viewBox="0 0 {sheet.width} {height}" font-family="{FONTS}" font-size="{TEXT}">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{sheet.width}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>'
    )


def place(boxes: Sequence[Drawn], sheet: Sheet) -> Iterator[Placed]:
    y = PAD
    for box in boxes:
        x, width = sheet.side if box.beside else sheet.main
        rows = (
            *wrapped(box.heading, width - 2 * PAD),
            *(row for line in box.lines for row in wrapped(line, width - 2 * PAD, hang=True)),
        )
        yield Placed(box=box, x=x, y=y, width=width, rows=rows)
        y += len(rows) * LINE + 2 * PAD + GAP


def arrows(placed: Sequence[Placed], trunk: int) -> Iterator[str]:
    """One line down the main boxes; a branch to each box beside it."""
    main = [one for one in placed if not one.box.beside]
    for upper, lower in pairwise(main):
        if not lower.box.apart:
            yield arrow(trunk, upper.bottom, trunk, lower.y)
    for one in placed:
        if one.box.beside:
            middle = one.y + one.height // 2
            yield arrow(trunk, middle, one.x, middle)


def arrow(x1: int, y1: int, x2: int, y2: int) -> str:
    head = (
        f"M{x2 - 5} {y2 - 7}L{x2} {y2}L{x2 + 5} {y2 - 7}"
        if x1 == x2
        else f"M{x2 - 7} {y2 - 5}L{x2} {y2}L{x2 - 7} {y2 + 5}"
    )
    return f'<path d="M{x1} {y1}L{x2} {y2}{head}" fill="none" stroke="{EDGE}" stroke-width="1.5"/>'


def drawn(one: Placed) -> Iterator[str]:
    fill = SOFT if one.box.beside else "#fff"
    yield (
        f'<rect x="{one.x}" y="{one.y}" width="{one.width}" height="{one.height}" rx="3" '
        f'fill="{fill}" stroke="{EDGE}"/>'
    )
    heads = len(wrapped(one.box.heading, one.width - 2 * PAD))
    for place, row in enumerate(one.rows):
        look = f'font-weight="600" fill="{INK}"' if place < heads else f'fill="{SECONDARY}"'
        y = one.y + PAD + LINE * place + TEXT
        indent = 12 * (len(row) - len(row.lstrip(" ")) > 0)
        yield f'<text x="{one.x + PAD + indent}" y="{y}" {look}>{escape(row.strip())}</text>'


def wrapped(text: str, width: int, *, hang: bool = False) -> tuple[str, ...]:
    """Broken where it may be: at spaces, and between any two Chinese characters."""
    rows: list[str] = []
    row = ""
    for piece in pieces(text):
        room = width - (12 if rows and hang else 0)
        if row and breadth(row + piece.rstrip()) > room:
            rows.append(row)
            row = ""
        row += piece.lstrip() if not row else piece
    rows.append(row)
    return tuple(one if not place or not hang else f" {one}" for place, one in enumerate(rows))


def pieces(text: str) -> Iterator[str]:
    word = ""
    for letter in text:
        if letter == " " or is_wide(letter):
            yield word + letter
            word = ""
        else:
            word += letter
    yield word


def is_wide(letter: str) -> bool:
    return ord(letter) >= 0x2E80


def breadth(text: str) -> float:
    """Pixels, generously: letters of the reader's machine are not known here."""
    return sum(TEXT if is_wide(letter) else 0.58 * TEXT for letter in text)
