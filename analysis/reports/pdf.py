"""A board report as PDF: bookmarks, page n of m, session and cut hash on every page.

The same contents give the same bytes: fixed dates, sorted rows, our own embedded fonts. Free text
is escaped before it becomes a paragraph; reportlab would read it as markup.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, KeepTogether, PageBreak, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from analysis.domain.blocks import Block, Figure
from analysis.domain.tables import Label, Row, Table, Wording
from analysis.figures import fonts
from analysis.figures.drawn import drawn
from analysis.reports.contents import Contents
from analysis.reports.parts import FittingImage, height, height_of_first, parts_of, widths
from analysis.reports.sections import Section
from analysis.reports.spans import covered, is_grouped, shared, style_of
from analysis.reports.wording import wording_in, written
from trials.domain.messages import gettext_noop
from trials.domain.messages import message as _
from trials.paper import (
    BODY,
    CAPTION,
    CELL,
    HEAD_CELL,
    HEADING,
    NOTE,
    TITLE,
    Paper,
    Place,
)

# A table of so many rows is not torn apart.
SHORT = 6


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
    """Each figure as PNG, by its key."""
    return {
        figure.key: drawn(figure, wording=wording, file_format="png")
        for figure in contents.figures()
    }


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
        self.figures = figures
        self.signature = signature
        self.paper = self.bound(demo)

    def bound(self, demo: bool) -> Paper:
        trial = self.contents.protocol.trial
        notice = _("Demonstration: synthetic or published data, not for clinical use")
        return Paper(
            title=self.text(trial.title),
            language=self.wording.language,
            head=(self.text(self.session), self.text(trial.short_title)),
            foot=self.text(self.cut_line()),
            numbered=self.wording.translate(gettext_noop("Page {page} of {pages}")),
            notice=self.text(notice) if demo else "",
        )

    def as_bytes(self) -> bytes:
        return self.paper.as_bytes(self.story)

    def text(self, label: Label) -> str:
        return str(self.wording.of(label))

    def paragraph(self, label: Label, how: ParagraphStyle) -> Paragraph:
        text = self.text(label)
        fonts.check_glyphs([text])
        return self.paper.paragraph(text, how)

    # --- every page --------------------------------------------------------------------------

    @property
    def session(self) -> Label:
        view = self.contents.view
        if not view.closed:
            return _("OPEN session: pooled")
        by_name = view.names_arms and self.contents.protocol.arms
        return _("CLOSED session: arms by name") if by_name else _("CLOSED session: by arm")

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
        yield Place(section.key, self.text(section.title))
        yield self.paragraph(section.title, HEADING)
        for block in section.blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[Any]:
        if isinstance(block, Table):
            yield from self.table(block)
        elif isinstance(block, Figure):
            yield self.figure(block)
        else:
            yield self.paragraph(block, BODY)

    def figure(self, figure: Figure) -> Any:
        return FittingImage(io.BytesIO(self.figures[figure.key]))

    def table(self, table: Table) -> Iterator[Any]:
        for part in parts_of(table):
            yield from self.part(part)

    def part(self, table: Table) -> Iterator[Any]:
        caption = self.paragraph(table.title, CAPTION)
        if not table.rows:
            yield KeepTogether([caption, self.paragraph(_("None."), BODY)])
            return
        head = 2 if is_grouped(table) else 1
        cells = self.cells(table)
        notes = [self.paragraph(note, NOTE) for note in table.footnotes]
        under = [[notes, *[""] * len(table.columns)]] if notes else []
        wide = widths(cells[head - 1 :])
        grid = Grid([*cells, *under], colWidths=wide, repeatRows=head)
        grid.setStyle(style_of(table, notes=bool(notes)))
        # A caption never ends a page: the head of its table and the first row follow it there,
        # and the whole of a short one.
        together = len(cells) if len(cells) <= head + SHORT else head + 1
        yield CondPageBreak(height(caption) + height_of_first(cells[:together], wide))
        yield caption
        yield grid

    def cells(self, table: Table) -> list[list[Any]]:
        labels = (table.stub, *(column.label for column in table.columns))
        head = [self.paragraph(label, HEAD_CELL) for label in labels]
        rows = [head, *(self.row(row, table) for row in table.rows)]
        return [self.groups(table), *rows] if is_grouped(table) else rows

    def groups(self, table: Table) -> list[Any]:
        above: list[Any] = [""] * (len(table.columns) + 1)
        for first, _last in shared(table):
            group = table.columns[first].group
            assert group is not None
            above[first + 1] = self.paragraph(group, HEAD_CELL)
        return above

    def row(self, row: Row, table: Table) -> list[Any]:
        hidden = covered(row)
        return [
            self.paragraph(row.label, CELL if row.level else HEAD_CELL),
            *(
                "" if place in hidden else self.paragraph(written(*both, self.wording), CELL)
                for place, both in enumerate(zip(row.cells, table.columns, strict=True))
            ),
        ]
