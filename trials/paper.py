"""What every document on paper shares: our fonts, A4, a head and a foot on each page, page n of m.

The same contents give the same bytes: nothing here reads a clock, and the fonts are our own. Free
text is escaped before it becomes a paragraph; reportlab would read it as markup.
"""

import functools
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.textsplit import wordSplit
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from trials.domain.line_breaks import wrapped
from trials.models import Trial

# Figures as they are: spelled out in letters they take a fifth more room, and a sixth of the time.
rl_config.useA85 = 0

FONTS = Path(__file__).parents[1] / "static" / "fonts"
REGULAR, BOLD = "Concord", "Concord-Bold"
INK, SECONDARY = colors.HexColor("#1b2426"), colors.HexColor("#5a6669")
HAIRLINE = colors.HexColor("#c9d1d3")
MARGIN, TOP, BOTTOM = 18 * mm, 22 * mm, 20 * mm
WIDTH = A4[0] - 2 * MARGIN


def style(size: float, *, bold: bool = False, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        f"s{size}{bold}{sorted(more.items())}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.45,
        textColor=more.pop("color", INK),
        **more,
    )


TITLE = style(20, bold=True, spaceAfter=10)
HEADING = style(14, bold=True, spaceBefore=6, spaceAfter=6)
CAPTION = style(10.5, bold=True, spaceBefore=8, spaceAfter=4)
BODY = style(9.5, spaceAfter=6)
NOTE = style(8, color=SECONDARY, spaceBefore=3, spaceAfter=8)
CELL = style(8)
HEAD_CELL = style(8, bold=True)
RULED = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
)


class NumberedCanvas(Canvas):
    """Each page shows a form, filled in at the end with its number and how many there are."""

    def __init__(self, *args: Any, numbered: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.numbered = numbered

    def save(self) -> None:
        pages = self.getPageNumber() - 1
        for page in range(1, pages + 1):
            self.beginForm(number_of(page))
            self.setFont(REGULAR, 8)
            self.setFillColor(SECONDARY)
            written = self.numbered.format(page=page, pages=pages)
            self.drawRightString(A4[0] - MARGIN, 12 * mm, written)
            self.endForm()
        super().save()


def number_of(page: int) -> str:
    return f"page-number-{page}"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """`head` stands at the left and right of each page's top, `foot` at its bottom with the number
    as `numbered` words it ("Page {page} of {pages}"), and `notice` below, such as that the data are
    made up."""

    title: str
    language: str
    head: tuple[str, str]
    foot: str
    numbered: str
    notice: str = ""

    def as_bytes(self, story: Callable[[], Iterable[Flowable]]) -> bytes:
        """Drawn once: how many pages there are is written on each when the last is done."""
        fonts_ready()
        file = io.BytesIO()
        document = BaseDocTemplate(
            file,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=TOP,
            bottomMargin=BOTTOM,
            title=self.title,
            author="Concord",
            invariant=1,
            lang=self.language,
        )
        frame = Frame(MARGIN, BOTTOM, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
        document.addPageTemplates(PageTemplate("page", [frame], onPage=self.furnish))
        canvas = functools.partial(NumberedCanvas, numbered=self.numbered)
        document.build(list(story()), canvasmaker=canvas)
        return file.getvalue()

    def furnish(self, canvas: Any, document: Any) -> None:
        left, right = self.head
        canvas.saveState()
        canvas.setFont(BOLD, 8)
        canvas.setFillColor(INK)
        canvas.drawString(MARGIN, A4[1] - 13 * mm, readable(left))
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(SECONDARY)
        canvas.drawRightString(A4[0] - MARGIN, A4[1] - 13 * mm, readable(right))
        canvas.setStrokeColor(HAIRLINE)
        canvas.line(MARGIN, A4[1] - 15 * mm, A4[0] - MARGIN, A4[1] - 15 * mm)
        canvas.drawString(MARGIN, 12 * mm, readable(self.foot))
        canvas.doForm(number_of(document.page))
        canvas.drawCentredString(A4[0] / 2, 8 * mm, readable(self.notice))
        canvas.restoreState()

    def paragraph(self, text: str, how: ParagraphStyle = BODY) -> Paragraph:
        fonts_ready()
        kind = ChineseParagraph if self.language.startswith("zh") else Paragraph
        return kind(escape(readable(held(text))), how)

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[str | Sequence[str]]],
        *,
        shares: Sequence[float],
    ) -> Table:
        """A cell of several texts has a paragraph for each. `shares` of the width add up to 1."""
        body = [[self.cell(cell) for cell in row] for row in rows]
        table = Table(
            [[self.paragraph(cell, HEAD_CELL) for cell in head], *body],
            colWidths=[WIDTH * share for share in shares],
            repeatRows=1,
            splitInRow=1,
        )
        table.setStyle(ruled(len(body)))
        return table

    def signature(self, printed: Mapping[str, str]) -> Iterator[Paragraph]:
        """`printed` as accounts.signing.printed has it: meaning, person, both clocks, content."""
        yield self.paragraph(printed["meaning"], CAPTION)
        yield self.paragraph(printed["name"])
        yield self.paragraph(f"{printed['at']} · {printed['utc']}", NOTE)
        yield self.paragraph(f"{_('Signed content')} {printed['hash']}", NOTE)
        void = printed["void"]
        yield self.paragraph(
            f"{_('Signature void')}: {void}" if void else _("Signature holds"), HEAD_CELL
        )

    def cell(self, texts: str | Sequence[str]) -> list[Paragraph]:
        return [
            self.paragraph(text, CELL) for text in ([texts] if isinstance(texts, str) else texts)
        ]


class Place(Spacer):
    """Where the contents and the reader's outline lead to."""

    def __init__(self, key: str, title: str) -> None:
        super().__init__(0, 0)
        self.key, self.title = key, title

    def draw(self) -> None:
        self.canv.bookmarkPage(self.key)
        self.canv.addOutlineEntry(self.title, self.key)


def paper_of(trial: Trial, *, title: str, head: str, foot: str) -> Paper:
    """In the language of who asks."""
    made_up = _("Synthetic data: nobody shown here is a real person.")
    return Paper(
        title=title,
        language=get_language() or "en",
        head=(head, trial.slug),
        foot=foot,
        numbered=_("Page {page} of {pages}"),
        notice=made_up if settings.DEMO else "",
    )


def ruled(rows: int) -> TableStyle:
    """A line under the head, a thin one under each of the rows."""
    under = [("LINEBELOW", (0, 0), (-1, 0), 0.8, INK)]
    if rows:
        under.append(("LINEBELOW", (0, 1), (-1, rows), 0.3, HAIRLINE))
    return TableStyle([*under, *RULED])


@functools.cache
def fonts_ready() -> None:
    pdfmetrics.registerFont(TTFont(REGULAR, str(FONTS / "NotoSansSC-Regular.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(FONTS / "NotoSansSC-Bold.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD)


class ChineseParagraph(Paragraph):
    """Broken by our own rule: reportlab's may end a line with an opening bracket."""

    def __init__(self, text: str, how: ParagraphStyle) -> None:
        super().__init__(text, chinese(how))

    def breakLinesCJK(self, maxWidths: Any) -> Any:  # noqa: N802, N803 (reportlab's names)
        if len(self.frags) != 1 or getattr(self, "_splitpara", False):
            return super().breakLinesCJK(maxWidths)
        frag, width = self.frags[0], maxWidths[0]
        font, size = frag.fontName, frag.fontSize
        texts = wrapped(frag.text, width=width, measure=lambda line: stringWidth(line, font, size))
        lines = [
            [spare, [part]]
            for text in texts
            # What is longer than a line, such as a hash, is cut where it is full.
            for spare, part in wordSplit(text, [width], font, size)
        ]
        return frag.clone(kind=0, lines=lines, ascent=size, descent=-0.2 * size)


@functools.cache
def chinese(how: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{how.name}-zh", parent=how, wordWrap="CJK")


def held(text: str) -> str:
    """A number keeps its percent sign on its line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def readable(text: str) -> str:
    """A sign our font lacks is named, where it would print as an empty box."""
    fonts_ready()
    known = pdfmetrics.getFont(REGULAR).face.charToGlyph
    return "".join(
        one if ord(one) in known or one == "\n" else f"[U+{ord(one):04X}]" for one in text
    )
