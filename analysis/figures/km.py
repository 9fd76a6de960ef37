"""Survival curves with their numbers: a legend that is a table, the curves, those at risk.

Drawn in inches from the top, block by block, so that a figure with two arms and one with six keep
the same letters and the same plot.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.domain.curve_tables import CurveSet, at_risk_table
from analysis.domain.durations import MONTH_DAYS, days_in_months
from analysis.domain.survival.kaplan_meier import Curve
from analysis.domain.tables import ENGLISH, Value, Wording
from analysis.figures.curve_words import CurveWords
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
    EDGE,
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
    curves: CurveSet,
    *,
    wording: Wording = ENGLISH,
    shape: Shape = Shape.WIDE,
    file_format: Format = "svg",
) -> bytes:
    """Draw the same curves to the same bytes, whatever process draws them."""
    words = CurveWords(curves=curves, wording=wording, with_median=shape is Shape.WIDE)
    check_glyphs(words.everything())
    return saved(lambda measures: drawing(curves, words, measures), shape, file_format)


def drawing(curves: CurveSet, words: CurveWords, measures: Measures) -> "Figure":
    from matplotlib.figure import Figure

    room = measures.width - 2 * MARGIN
    title = wrapped(words.title, measures.text, width=room)
    notes = [line for note in words.notes for line in wrapped(note, measures.small, width=room)]
    legend = legend_of(words, measures)
    ticks = curves.tick_months(measures.ticks)

    names = TITLE + ROW * (len(title) - 1)
    top = names + legend.height + 0.36
    at_risk = top + measures.plot_height + AXIS
    below = at_risk + ROW * (len(curves.groups) + 1) + 0.1
    height = below + ROW * len(notes) + MARGIN
    figure = Figure(figsize=(measures.width, height), facecolor="white")
    sheet = Sheet(figure=figure, measures=measures, height=height)
    axes = sheet.plot(top=top, left=PLOT_LEFT, right=PLOT_RIGHT)

    for place, line in enumerate(title):
        sheet.write(line, MARGIN, MARGIN + 0.12 + ROW * place, weight="bold")
    draw_legend(sheet, words, legend, top=names)
    sheet.write(words.upwards, MARGIN, top - 0.16, small=True)
    draw_axes(axes, curves, words, ticks=ticks)
    draw_curves(axes, curves, measures)
    draw_at_risk(sheet, axes, curves, words, top=at_risk, ticks=ticks)
    for place, line in enumerate(notes):
        sheet.write(line, MARGIN, below + ROW * (place + 0.5), color=SECONDARY, small=True)
    return figure


# --- legend --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Legend:
    """Where its columns begin. Long names stand above their numbers instead of beside them."""

    stops: tuple[float, ...]
    stacked: bool
    rows: int

    @property
    def lines_per_row(self) -> int:
        return 2 if self.stacked else 1

    @property
    def height(self) -> float:
        return ROW * (1 + self.rows * self.lines_per_row)


def legend_of(words: CurveWords, measures: Measures) -> Legend:
    first = MARGIN + SAMPLE + 0.1
    # A group without an answer has a sentence in place of its numbers, and may run on.
    numbers = [row for row in words.body if len(row) == len(words.head)]
    columns = zip(words.head, *numbers, strict=True)
    widths = [
        max(widest(cells, measures.text), widest([head], measures.small)) + GAP
        for head, *cells in columns
    ]
    room = measures.width - MARGIN - sum(widths)
    stacked = first + widest(words.labels, measures.text) + GAP > room
    start = first if stacked else room
    stops = tuple(start + sum(widths[:place]) for place in range(len(widths)))
    return Legend(stops=stops, stacked=stacked, rows=len(words.body))


def draw_legend(sheet: Sheet, words: CurveWords, legend: Legend, *, top: float) -> None:
    line = top + ROW / 2
    for stop, head in zip(legend.stops, words.head, strict=True):
        sheet.write(head, stop, line, color=SECONDARY, small=True)
    line += ROW
    for place, (label, row) in enumerate(zip(words.labels, words.body, strict=True)):
        sheet.sample(stroke(place), MARGIN, line, length=SAMPLE)
        sheet.write(label, MARGIN + SAMPLE + 0.1, line)
        numbers = line + ROW * (legend.lines_per_row - 1)
        for stop, cell in zip(legend.stops, row, strict=False):
            sheet.write(cell, stop, numbers)
        line = numbers + ROW


# --- curves --------------------------------------------------------------------------------------


def draw_axes(axes: "Axes", curves: CurveSet, words: CurveWords, *, ticks: tuple[int, ...]) -> None:
    axes.set_xlim(0, max(ticks[-1], 1.01 * days_in_months(curves.last_day)))
    axes.set_ylim(0, 102)
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.set_yticks(range(0, 101, 20))
    axes.grid(axis="y", color=HAIRLINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(words.across, labelpad=3)


def draw_curves(axes: "Axes", curves: CurveSet, measures: Measures) -> None:
    for months in curves.at_months[-1:]:
        axes.axvline(months, color=EDGE, linewidth=0.8, dashes=(3, 2), zorder=1)
    for place, group in enumerate(curves.groups):
        if isinstance(group.curve, Curve):
            draw_curve(axes, group.curve, stroke(place), measures.line)


def draw_curve(axes: "Axes", curve: Curve, style: Stroke, width: float) -> None:
    months = np.concatenate([[0.0], curve.days / MONTH_DAYS])
    surv, lower, upper = (
        100 * np.concatenate([[1.0], part]) for part in (curve.surv, curve.lower, curve.upper)
    )
    # Both ends of every step: where one step has no limits its neighbours keep theirs.
    ends = np.repeat(months, 2)[1:]
    low, high = np.repeat(lower, 2)[:-1], np.repeat(upper, 2)[:-1]
    axes.fill_between(ends, low, high, color=style.color, alpha=0.12, linewidth=0, zorder=2)
    (line,) = axes.step(months, surv, where="post", color=style.color, linewidth=width, zorder=3)
    if style.dashes:
        line.set_dashes(style.dashes)
    left = np.flatnonzero(curve.censored) + 1
    axes.plot(months[left], surv[left], "|", color=style.color, ms=5, markeredgewidth=0.8, zorder=4)


def draw_at_risk(
    sheet: Sheet,
    axes: "Axes",
    curves: CurveSet,
    words: CurveWords,
    *,
    top: float,
    ticks: tuple[int, ...],
) -> None:
    sheet.write(words.at_risk, MARGIN, top + ROW / 2, color=SECONDARY, small=True)
    for place, row in enumerate(at_risk_table(curves, ticks).rows):
        line = top + ROW * (place + 1.5)
        sheet.sample(stroke(place), MARGIN, line, length=SAMPLE)
        for month, cell in zip(ticks, row.cells, strict=True):
            where = sheet.inches_of(axes, month)
            sheet.write(heads(cell.value), where, line, align="center", small=True)


def heads(value: Value) -> str:
    """Those at risk; weights do not add up to whole ones."""
    return f"{value:.0f}" if isinstance(value, float) else str(value)
