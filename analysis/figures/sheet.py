"""Paper measured in inches from its top left corner, and what is written and ruled on it."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analysis.figures.style import METADATA, Measures, Shape, Stroke, house_style
from trials.domain import line_breaks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Format = Literal["svg", "png"]

# Inches.
TITLE, ROW, AXIS, MARGIN, GAP = 0.38, 0.235, 0.56, 0.14, 0.2
SAMPLE, PLOT_LEFT, PLOT_RIGHT = 0.34, 0.72, 0.18
PRINT_DPI = 200
POINTS_PER_INCH = 72


def saved(draw: Callable[[Measures], "Figure"], shape: Shape, file_format: Format) -> bytes:
    """The same figure gives the same bytes, whatever process draws it."""
    file = io.BytesIO()
    with house_style(shape):
        drawn = draw(shape.value)
        drawn.savefig(file, format=file_format, metadata=METADATA[file_format], dpi=PRINT_DPI)
    return file.getvalue()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    figure: "Figure"
    measures: Measures
    height: float

    def plot(self, *, top: float, left: float, right: float) -> "Axes":
        width, plot_height = self.measures.width, self.measures.plot_height
        return self.figure.add_axes(
            (
                left / width,
                1 - (top + plot_height) / self.height,
                (width - left - right) / width,
                plot_height / self.height,
            )
        )

    def place(self, x: float, y: float) -> tuple[float, float]:
        return x / self.measures.width, 1 - y / self.height

    def inches_of(self, axes: "Axes", x: float) -> float:
        box, (low, high) = axes.get_position(), axes.get_xlim()
        return (box.x0 + box.width * (x - low) / (high - low)) * self.measures.width

    def write(
        self,
        text: str,
        x: float,
        y: float,
        *,
        color: str | None = None,
        small: bool = False,
        weight: str = "normal",
        align: str = "left",
    ) -> None:
        size = self.measures.small if small else self.measures.text
        across, up = self.place(x, y)
        written = self.figure.text(
            across, up, text, size=size, weight=weight, ha=align, va="center_baseline"
        )
        if color:
            written.set_color(color)

    def sample(self, style: Stroke, x: float, y: float, *, length: float) -> None:
        from matplotlib.lines import Line2D

        (left, up), (right, _up) = self.place(x, y), self.place(x + length, y)
        line = Line2D([left, right], [up, up], color=style.color, linewidth=self.measures.line)
        if style.dashes:
            line.set_dashes(style.dashes)
        self.figure.add_artist(line)


def widest(texts: Iterable[str], size: float) -> float:
    """Measure in inches, inside the house style."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    ruler, font = TextToPath(), FontProperties(size=size)
    widths = (ruler.get_text_width_height_descent(text, font, ismath=False)[0] for text in texts)
    return max(widths, default=0.0) / POINTS_PER_INCH


def wrapped(text: str, size: float, *, width: float) -> list[str]:
    """Lines of at most this many inches; a word longer than that stands alone."""
    return line_breaks.wrapped(text, width=width, measure=lambda line: widest([line], size))
