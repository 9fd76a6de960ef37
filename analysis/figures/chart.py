"""Lines over a pair of axes in the style of the house, with a legend above."""

from math import ceil
from typing import TYPE_CHECKING

from analysis.domain.charts import Chart, Line
from analysis.domain.tables import ENGLISH, Label, Wording
from analysis.figures.fonts import check_glyphs
from analysis.figures.sheet import (
    AXIS,
    GAP,
    MARGIN,
    PLOT_LEFT,
    PLOT_RIGHT,
    ROW,
    SAMPLE,
    TITLE,
    Format,
    Sheet,
    saved,
    widest,
    wrapped,
)
from analysis.figures.style import (
    HAIRLINE,
    SECONDARY,
    Measures,
    Shape,
    Stroke,
    stroke,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw(
    chart: Chart,
    *,
    wording: Wording = ENGLISH,
    shape: Shape = Shape.WIDE,
    file_format: Format = "svg",
) -> bytes:
    """Draw the same lines to the same bytes, whatever process draws them."""
    check_glyphs(words_of(chart, wording))
    return saved(lambda measures: drawing(chart, wording, measures), shape, file_format)


def words_of(chart: Chart, wording: Wording) -> list[str]:
    labels = [chart.title, chart.across, chart.upwards, *(line.label for line in chart.lines)]
    return [said(label, wording) for label in [*labels, *([chart.source] if chart.source else [])]]


def said(label: Label, wording: Wording) -> str:
    return str(wording.of(label))


def drawing(chart: Chart, wording: Wording, measures: Measures) -> "Figure":
    from matplotlib.figure import Figure

    room = measures.width - 2 * MARGIN
    title = wrapped(said(chart.title, wording), measures.text, width=room)
    notes = wrapped(said(chart.source, wording), measures.small, width=room) if chart.source else []
    rows = legend_rows([said(line.label, wording) for line in chart.lines], measures)
    legend = TITLE + ROW * (len(title) - 1)
    top = legend + ROW * len(rows) + 0.36
    below = top + measures.plot_height + AXIS + 0.1
    height = below + ROW * len(notes) + MARGIN
    figure = Figure(figsize=(measures.width, height), facecolor="white")
    sheet = Sheet(figure=figure, measures=measures, height=height)
    axes = sheet.plot(top=top, left=PLOT_LEFT, right=PLOT_RIGHT)
    for place, text in enumerate(title):
        sheet.write(text, MARGIN, MARGIN + 0.12 + ROW * place, weight="bold")
    draw_legend(sheet, rows, measures, top=legend)
    sheet.write(said(chart.upwards, wording), MARGIN, top - 0.16, small=True)
    draw_axes(axes, chart)
    axes.set_xlabel(said(chart.across, wording), labelpad=3)
    for place, line in enumerate(chart.lines):
        draw_line(axes, line, stroke(place), measures.line)
    for place, text in enumerate(notes):
        sheet.write(text, MARGIN, below + ROW * (place + 0.5), color=SECONDARY, small=True)
    return figure


def legend_rows(labels: list[str], measures: Measures) -> list[list[tuple[int, str, float]]]:
    """Place, text and where it begins: as many in a row as the paper has room for."""
    rows: list[list[tuple[int, str, float]]] = [[]]
    across = MARGIN
    for place, label in enumerate(labels):
        wide = SAMPLE + 0.1 + widest([label], measures.text) + GAP
        if rows[-1] and across + wide > measures.width:
            rows.append([])
            across = MARGIN
        rows[-1].append((place, label, across))
        across += wide
    return rows


def draw_legend(
    sheet: Sheet, rows: list[list[tuple[int, str, float]]], measures: Measures, *, top: float
) -> None:
    for number, row in enumerate(rows):
        line = top + ROW * (number + 0.5)
        for place, label, across in row:
            sheet.sample(stroke(place), across, line, length=SAMPLE)
            sheet.write(label, across + SAMPLE + 0.1, line)


def draw_axes(axes: "Axes", chart: Chart) -> None:
    from matplotlib.ticker import MaxNLocator

    across, up = chart.reach
    axes.set_xlim(0, max(1.0, 1.01 * across))
    axes.set_ylim(0, max(1, ceil(1.06 * up)))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="y", color=HAIRLINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def draw_line(axes: "Axes", line: Line, style: Stroke, width: float) -> None:
    if not line.points:
        return
    across, up = zip(*line.points, strict=True)
    how = "steps-post" if line.steps else "default"
    (drawn,) = axes.plot(across, up, drawstyle=how, color=style.color, linewidth=width, zorder=3)
    if style.dashes:
        drawn.set_dashes(style.dashes)
    # Where the line ends is where the trial stands.
    axes.plot(across[-1:], up[-1:], "o", color=style.color, ms=4, zorder=4)
