"""The form of one serious event on paper. The same contents give the same bytes."""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from followup.reports.cioms import Box, Form, Part

FONTS = Path(__file__).parents[2] / "static" / "fonts"
REGULAR, BOLD = "Concord", "Concord-Bold"
MARGIN = 14 * mm
WIDTH = A4[0] - 2 * MARGIN
INK, SECONDARY = colors.HexColor("#1b2426"), colors.HexColor("#5a6669")


def draw(form: Form, *, language: str, notice: str = "") -> bytes:
    """`notice` stands on every page, such as that the data are made up."""
    fonts_ready()
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=16 * mm,
        bottomMargin=16 * mm,
        title=form.title,
        author="Concord",
        invariant=1,
        lang=language,
    )

    def furniture(canvas: Any, document: Any) -> None:
        canvas.setFont(REGULAR, 7.5)
        canvas.setFillColor(SECONDARY)
        canvas.drawString(MARGIN, 9 * mm, readable(f"{form.control} · {form.foot}"))
        canvas.drawRightString(A4[0] - MARGIN, 9 * mm, str(document.page))
        canvas.drawCentredString(A4[0] / 2, 5 * mm, readable(notice))

    story = list(story_of(form, chinese=language.startswith("zh")))
    document.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return file.getvalue()


@cache
def fonts_ready() -> None:
    pdfmetrics.registerFont(TTFont(REGULAR, str(FONTS / "NotoSansSC-Regular.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(FONTS / "NotoSansSC-Bold.ttf")))


def readable(text: str) -> str:
    """A sign our font lacks is named, where it would print as an empty box."""
    known = pdfmetrics.getFont(REGULAR).face.charToGlyph
    return "".join(one if ord(one) in known else f"[U+{ord(one):04X}]" for one in text)


@cache
def style(size: float, *, bold: bool = False, quiet: bool = False, chinese: bool) -> ParagraphStyle:
    """Chinese breaks anywhere; Latin words set this way would break in the middle."""
    return ParagraphStyle(
        f"{size}{bold}{quiet}{chinese}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.4,
        textColor=SECONDARY if quiet else INK,
        wordWrap="CJK" if chinese else None,
    )


def story_of(form: Form, *, chinese: bool) -> Iterator[Any]:
    yield paragraph(form.title, style(13, bold=True, chinese=chinese))
    yield Spacer(1, 3 * mm)
    for part in form.parts:
        yield paragraph(part.heading, style(9.5, bold=True, chinese=chinese))
        yield Spacer(1, 1 * mm)
        yield from rows_of(part, chinese=chinese)
        yield Spacer(1, 3 * mm)


def rows_of(part: Part, *, chinese: bool) -> Iterator[Table]:
    """A long account goes on over the page."""
    for row in part.rows:
        grid = Table(
            [[cell(box, chinese=chinese) for box in row]],
            colWidths=widths(row),
            splitInRow=1,
        )
        grid.setStyle(
            TableStyle([("GRID", (0, 0), (-1, -1), 0.5, INK), ("VALIGN", (0, 0), (-1, -1), "TOP")])
        )
        yield grid


def widths(row: Any) -> list[float]:
    """The first box that names no share takes what the others leave."""
    given = sum(box.share for box in row if box.share < 1)
    open_ones = [box for box in row if box.share >= 1]
    return [WIDTH * (box.share if box.share < 1 else (1 - given) / len(open_ones)) for box in row]


def cell(box: Box, *, chinese: bool) -> list[Paragraph]:
    value = style(8.5, chinese=chinese)
    ticks = [f"{'■' if applies else '□'} {label}" for label, applies in box.ticks]
    return [
        paragraph(box.label, style(7, quiet=True, chinese=chinese)),
        *(paragraph(line, value) for line in [*box.lines, *ticks]),
    ]


def paragraph(text: str, how: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(readable(text)), how)
