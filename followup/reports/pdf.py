"""The form of one serious event on paper. The same contents give the same bytes."""

from collections.abc import Iterator, Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from followup.reports.cioms import Box, Form, Part
from trials.models import Trial
from trials.paper import CAPTION, HEADING, INK, SECONDARY, WIDTH, Paper, paper_of, style

LABEL, VALUE = style(7, color=SECONDARY), style(8.5)


def draw(trial: Trial, form: Form) -> bytes:
    """In the language of who asks."""
    paper = paper_of(trial, title=form.title, head=form.control, foot=form.foot)
    return paper.as_bytes(lambda: story_of(paper, form))


def story_of(paper: Paper, form: Form) -> Iterator[Flowable]:
    yield paper.paragraph(form.title, HEADING)
    for part in form.parts:
        yield paper.paragraph(part.heading, CAPTION)
        yield from rows_of(paper, part)
        yield Spacer(1, 3 * mm)


def rows_of(paper: Paper, part: Part) -> Iterator[Table]:
    """A long account goes on over the page."""
    for row in part.rows:
        grid = Table([[cell(paper, box) for box in row]], colWidths=widths(row), splitInRow=1)
        grid.setStyle(
            TableStyle([("GRID", (0, 0), (-1, -1), 0.5, INK), ("VALIGN", (0, 0), (-1, -1), "TOP")])
        )
        yield grid


def widths(row: Sequence[Box]) -> list[float]:
    """The first box that names no share takes what the others leave."""
    given = sum(box.share for box in row if box.share < 1)
    open_ones = [box for box in row if box.share >= 1]
    return [WIDTH * (box.share if box.share < 1 else (1 - given) / len(open_ones)) for box in row]


def cell(paper: Paper, box: Box) -> list[Paragraph]:
    ticks = [f"{'■' if applies else '□'} {label}" for label, applies in box.ticks]
    return [
        paper.paragraph(box.label, LABEL),
        *(paper.paragraph(line, VALUE) for line in [*box.lines, *ticks]),
    ]
