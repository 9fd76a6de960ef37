"""A board report as PDF: bookmarks, page n of m, session and cut hash on every page.

The same contents give the same bytes: fixed dates, sorted rows, our own embedded fonts. Free text
is escaped before it becomes a paragraph; reportlab would read it as markup.
"""

import functools
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    Image,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as Grid

from analysis.domain.blocks import Block
from analysis.domain.curve_tables import CurveSet
from analysis.domain.tables import Label, Row, Table, Wording
from analysis.figures import fonts, km
from analysis.reports.contents import Contents, Section
from analysis.reports.wording import wording_in, written
from trials.domain.messages import message as _

# Figures as they are: spelled out in letters they take a fifth more room, and a sixth of the time.
rl_config.useA85 = 0

REGULAR, BOLD = "Concord", "Concord-Bold"
INK, SECONDARY, HAIRLINE = colors.HexColor("#1b2426"), colors.HexColor("#5a6669"), "#c9d1d3"
MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN


def draw(
    contents: Contents,
    *,
    language: str,
    code_version: str,
    demo: bool,
    figures: Mapping[str, bytes] | None = None,
    signature: Sequence[Label] = (),
) -> bytes:
    """The whole report; `demo` marks every page as synthetic, `signature` is its last page.
    `figures` are those of `drawn_figures`, where they were kept: they take longest."""
    fonts_ready()
    wording = wording_in(language)
    return Book(
        contents,
        wording,
        code_version=code_version,
        demo=demo,
        figures=drawn_figures(contents, wording) if figures is None else figures,
        signature=signature,
    ).as_bytes()


def drawn_figures(contents: Contents, wording: Wording) -> dict[str, bytes]:
    """Each curve set as PNG, by its key."""
    return {
        curves.key: km.draw(curves, wording=wording, file_format="png")
        for curves in contents.curves()
    }


def fonts_ready() -> None:
    if REGULAR not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(REGULAR, str(fonts.REGULAR)))
        pdfmetrics.registerFont(TTFont(BOLD, str(fonts.BOLD)))
        pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD)


def style(size: float, *, bold: bool = False, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        f"s{size}{bold}{sorted(more.items())}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.45,
        textColor=more.pop("color", INK),
        **more,
    )


@functools.cache
def chinese(how: ParagraphStyle) -> ParagraphStyle:
    """Chinese breaks anywhere; Latin words set this way would break in the middle."""
    return ParagraphStyle(f"{how.name}-zh", parent=how, wordWrap="CJK")


TITLE = style(20, bold=True, spaceAfter=10)
HEADING = style(14, bold=True, spaceBefore=6, spaceAfter=6)
CAPTION = style(10.5, bold=True, spaceBefore=8, spaceAfter=4)
BODY = style(9.5, spaceAfter=6)
NOTE = style(8, color=SECONDARY, spaceBefore=3, spaceAfter=8)
CELL = style(8)
HEAD_CELL = style(8, bold=True)


class Book:
    """One report on its way to paper."""

    def __init__(
        self,
        contents: Contents,
        wording: Wording,
        *,
        code_version: str,
        demo: bool,
        figures: Mapping[str, bytes],
        signature: Sequence[Label],
    ) -> None:
        self.contents = contents
        self.wording = wording
        self.code_version = code_version
        self.demo = demo
        self.figures = figures
        self.signature = signature
        self.pages = 0

    def as_bytes(self) -> bytes:
        """Drawn twice: the first pass only learns how many pages there are."""
        self.pages = self.build(io.BytesIO())
        file = io.BytesIO()
        self.build(file)
        return file.getvalue()

    def build(self, file: io.BytesIO) -> int:
        document = BaseDocTemplate(
            file,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=22 * mm,
            bottomMargin=20 * mm,
            title=self.text(self.contents.protocol.trial.title),
            author="Concord",
            invariant=1,
            lang=self.wording.language,
        )
        frame = Frame(MARGIN, 20 * mm, WIDTH, A4[1] - 42 * mm, 0, 0, 0, 0)
        document.addPageTemplates(PageTemplate("page", [frame], onPage=self.furniture))
        document.build(list(self.story()))
        return int(document.page)

    def text(self, label: Label) -> str:
        return str(self.wording.of(label))

    def paragraph(self, label: Label, how: ParagraphStyle) -> Paragraph:
        text = self.text(label)
        fonts.check_glyphs([text])
        in_chinese = self.wording.language.startswith("zh")
        return Paragraph(escape(text), chinese(how) if in_chinese else how)

    # --- every page --------------------------------------------------------------------------

    @property
    def session(self) -> Label:
        return _("CLOSED session: by arm") if self.contents.closed else _("OPEN session: pooled")

    def furniture(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(BOLD, 8)
        canvas.setFillColor(INK)
        canvas.drawString(MARGIN, A4[1] - 13 * mm, self.text(self.session))
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(SECONDARY)
        trial = self.text(self.contents.protocol.trial.short_title)
        canvas.drawRightString(A4[0] - MARGIN, A4[1] - 13 * mm, trial)
        canvas.setStrokeColor(colors.HexColor(HAIRLINE))
        canvas.line(MARGIN, A4[1] - 15 * mm, A4[0] - MARGIN, A4[1] - 15 * mm)
        canvas.drawString(MARGIN, 12 * mm, self.text(self.cut_line()))
        page = _("Page {page} of {pages}", page=document.page, pages=self.pages or "–")
        canvas.drawRightString(A4[0] - MARGIN, 12 * mm, self.text(page))
        if self.demo:
            notice = _("Demonstration: synthetic or published data, not for clinical use")
            canvas.drawCentredString(A4[0] / 2, 8 * mm, self.text(notice))
        canvas.restoreState()

    def cut_line(self) -> Label:
        cut = self.contents.cut
        return _(
            "Data cut {name}, events to {day}, {hash}",
            name=cut.name,
            day=cut.events_to.isoformat(),
            hash=cut.sha256[:16],
        )

    # --- the story ---------------------------------------------------------------------------

    def story(self) -> Iterator[Any]:
        yield from self.title_page()
        for section in self.contents.sections:
            yield PageBreak()
            yield from self.section(section)
        if self.signature:
            yield PageBreak()
            yield self.paragraph(_("Signature"), HEADING)
            yield from (self.paragraph(line, BODY) for line in self.signature)

    def title_page(self) -> Iterator[Any]:
        cut, trial = self.contents.cut, self.contents.protocol.trial
        yield Spacer(1, 30 * mm)
        yield self.paragraph(trial.title, TITLE)
        yield self.paragraph(_("Report to the data and safety monitoring board"), HEADING)
        yield self.paragraph(self.session, HEADING)
        for line in (
            _("Protocol version {version}", version=trial.version),
            _("Data cut {name}", name=cut.name),
            _("Known at {instant} UTC", instant=f"{cut.known_at:%Y-%m-%d %H:%M:%S}"),
            _("Events up to {day}", day=cut.events_to.isoformat()),
            _("Participants in the cut: {count}", count=self.contents.counted),
            _("Hash of the cut: {hash}", hash=cut.sha256),
            _("Hash of the program: {hash}", hash=self.code_version),
        ):
            yield self.paragraph(line, BODY)
        yield self.paragraph(_("Contents"), CAPTION)
        for section in self.contents.sections:
            title = escape(self.text(section.title))
            yield Paragraph(f'<a href="#{section.key}">{title}</a>', BODY)

    def section(self, section: Section) -> Iterator[Any]:
        yield Bookmark(section.key, self.text(section.title))
        yield self.paragraph(section.title, HEADING)
        for block in section.blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[Any]:
        if isinstance(block, Table):
            yield from self.table(block)
        elif isinstance(block, CurveSet):
            yield self.figure(block)
        else:
            yield self.paragraph(block, BODY)

    def figure(self, curves: CurveSet) -> Any:
        image = Image(io.BytesIO(self.figures[curves.key]))
        scale = WIDTH / image.imageWidth
        image.drawWidth, image.drawHeight = WIDTH, image.imageHeight * scale
        return KeepTogether([image, Spacer(1, 4 * mm)])

    def table(self, table: Table) -> Iterator[Any]:
        yield self.paragraph(table.title, CAPTION)
        if not table.rows:
            yield self.paragraph(_("None."), BODY)
            return
        grid = Grid(self.cells(table), colWidths=widths(table), repeatRows=1)
        grid.setStyle(ruled(table.rows))
        yield grid
        for note in table.footnotes:
            yield self.paragraph(note, NOTE)

    def cells(self, table: Table) -> list[list[Any]]:
        head = [self.paragraph(table.stub, HEAD_CELL)]
        for column in table.columns:
            group = f"{self.text(column.group)}: " if column.group is not None else ""
            head.append(self.paragraph(f"{group}{self.text(column.label)}", HEAD_CELL))
        body = [
            [
                self.paragraph(row.label, CELL if row.level else HEAD_CELL),
                *(
                    self.paragraph(written(cell, column, self.wording), CELL)
                    for cell, column in zip(row.cells, table.columns, strict=True)
                ),
            ]
            for row in table.rows
        ]
        return [head, *body]


class Bookmark(Spacer):
    """A place the contents and the reader's outline lead to."""

    def __init__(self, key: str, title: str) -> None:
        super().__init__(0, 0)
        self.key, self.title = key, title

    def draw(self) -> None:
        self.canv.bookmarkPage(self.key)
        self.canv.addOutlineEntry(self.title, self.key)


def widths(table: Table) -> list[float]:
    """The first column holds words and is twice as wide as the others, up to two fifths."""
    others = len(table.columns)
    first = min(WIDTH * 0.4, WIDTH * 2 / (others + 2))
    return [first, *[(WIDTH - first) / others] * others]


def ruled(rows: Sequence[Row]) -> TableStyle:
    line = colors.HexColor(HAIRLINE)
    return TableStyle(
        [
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
            ("LINEBELOW", (0, 1), (-1, len(rows)), 0.3, line),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]
    )
