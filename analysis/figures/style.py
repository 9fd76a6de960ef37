"""Ink on white: one look for every figure, on the page and in print."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any

from analysis.figures.fonts import FAMILY, register

INK = "#16211f"
SECONDARY = "#46524f"
HAIRLINE = "#dcded6"
EDGE = "#7b8783"


@dataclass(frozen=True)
class Stroke:
    color: str
    dashes: tuple[float, ...] | None


# Okabe and Ito, told apart by color-blind readers too; the line style says it once more, in gray.
STROKES = (
    Stroke("#0072B2", None),
    Stroke("#D55E00", (6, 2)),
    Stroke("#009E73", (2, 1.4)),
    Stroke("#CC79A7", (7, 1.6, 1.6, 1.6)),
    Stroke("#E69F00", (4, 1.4, 1.4, 1.4, 1.4, 1.4)),
    Stroke("#56B4E9", (10, 3)),
    Stroke("#000000", (1.2, 1.2)),
)


def stroke(place: int) -> Stroke:
    return STROKES[place % len(STROKES)]


@dataclass(frozen=True)
class Measures:
    """Inches of the drawing and points of its letters, at 72 points to the inch of a page."""

    width: float
    plot_height: float
    text: float
    small: float
    line: float
    ticks: int


class Shape(Enum):
    """A figure is drawn for the width it is read at; a scaled one would have letters of 6 px."""

    WIDE = Measures(width=7.5, plot_height=3.4, text=10.5, small=9.75, line=1.9, ticks=11)
    NARROW = Measures(width=3.75, plot_height=2.7, text=10.2, small=9.75, line=1.7, ticks=6)


@contextmanager
def house_style(shape: Shape) -> Iterator[None]:
    """Draw the same bytes everywhere: no date, no machine's fonts, no random ids."""
    import matplotlib as mpl

    register()
    measures = shape.value
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "svg.hashsalt": "concord",
                "svg.fonttype": "path",
                "font.family": FAMILY,
                "font.size": measures.text,
                "text.color": INK,
                "axes.edgecolor": EDGE,
                "axes.labelcolor": INK,
                "axes.linewidth": 0.8,
                "xtick.color": EDGE,
                "ytick.color": EDGE,
                "xtick.labelcolor": INK,
                "ytick.labelcolor": INK,
                "path.simplify": False,
            }
        )
        yield


METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
}
