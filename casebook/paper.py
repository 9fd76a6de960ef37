"""What was filled in about a participant, on paper, with its signatures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer

from accounts.signing.printed import printed
from casebook.domain.answers import answer_from
from casebook.forms.shown import Line, cell_shown, lines_of, questions_of
from casebook.models import FormRecord, Participant
from casebook.selectors.form_signatures import SignedForm, signatures_by_record, signed_form
from casebook.selectors.protocols import protocol_behind
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.protocol.protocol import Protocol
from trials.paper import CAPTION, HEADING, NOTE, TITLE, Paper, Place, paper_of
from trials.wording import worded

SHARES = (0.42, 0.58)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """One filling-in of a form, in the protocol version it was written in."""

    record: FormRecord
    protocol: Protocol
    form: Form
    signed: SignedForm | None

    @property
    def title(self) -> str:
        return worded(self.form.label)

    @property
    def occasion(self) -> str:
        visit = worded(self.protocol.visit(self.record.visit).label) if self.record.visit else ""
        return f"{visit} {self.record.repeat}".strip() if self.form.repeating else visit

    @property
    def place(self) -> tuple[int, int, int]:
        """By visit as planned, what belongs to none first; then by form."""
        visits = ["", *(visit.visit for visit in self.protocol.visits)]
        forms = [form.id for form in self.protocol.forms]
        record = self.record
        return visits.index(record.visit), forms.index(record.form_id), record.repeat


def filled_of(participant: Participant, records: Iterable[FormRecord]) -> list[Filled]:
    signatures = signatures_by_record(participant)
    filled = []
    for record in records:
        protocol = protocol_behind(record)
        signed = signed_form(record, signatures.get(record.pk))
        form = protocol.form(record.form_id)
        filled.append(Filled(record=record, protocol=protocol, form=form, signed=signed))
    return sorted(filled, key=lambda one: one.place)


def draw(participant: Participant, filled: Sequence[Filled], *, title: str) -> bytes:
    """PDF, a page or more for each form."""
    code, activation = participant.code, participant.activation
    paper = paper_of(activation.trial, title=f"{code} {title}", head=code, foot=str(activation))

    def story() -> Iterator[Flowable]:
        yield paper.paragraph(title, TITLE)
        if not filled:
            yield paper.paragraph(_("Nothing is recorded here yet"))
        for number, one in enumerate(filled):
            if number:
                yield PageBreak()
            yield from one_form(paper, one)

    return paper.as_bytes(story)


def one_form(paper: Paper, filled: Filled) -> Iterator[Flowable]:
    record = filled.record
    state = (filled.occasion, state_of(record), written_by(record), version_of(filled))
    yield Place(f"record-{record.pk}", " · ".join(filter(None, (filled.title, filled.occasion))))
    yield paper.paragraph(filled.title, HEADING)
    yield paper.paragraph(" · ".join(filter(None, state)), NOTE)
    lines = {line.item: line for line in lines_of(filled.protocol, filled.form, record.data)}
    for heading, items in sections_of(filled.form):
        if heading:
            yield paper.paragraph(heading, CAPTION)
        for table, some in by_kind(items):
            if table is not None:
                yield from filled_table(paper, table, record, lines[table.id])
                continue
            rows = [(lines[item.id].label, answer_of(lines[item.id])) for item in some]
            yield paper.table((_("Question"), _("Answer")), rows, shares=SHARES)
    yield Spacer(1, 4 * mm)
    yield from signature_of(paper, filled)


def sections_of(form: Form) -> Iterator[tuple[str, list[Item]]]:
    """With what belongs to none first."""
    asked = list(questions_of(form))
    for name, label in ((None, None), *form.sections.items()):
        items = [item for item in asked if item.section == name]
        if items:
            yield worded(label), items


def by_kind(items: Iterable[Item]) -> Iterator[tuple[Item | None, list[Item]]]:
    """In their order: questions below each other, and each table on its own."""
    for is_table, group in groupby(items, key=lambda item: item.type is ItemType.TABLE):
        found = list(group)
        yield from ((one, [one]) for one in found) if is_table else [(None, found)]


def filled_table(paper: Paper, table: Item, record: FormRecord, line: Line) -> Iterator[Flowable]:
    yield paper.paragraph(line.label, CAPTION)
    stored = record.data.get(table.id)
    answer = answer_from(stored) if stored else None
    if answer is None or not answer.rows:
        yield paper.paragraph(line.shown or "–")
        return
    rows = [
        [row, *(cell_shown(one, cells.get(one.id)) or "–" for one in table.columns)]
        for row, cells in answer.rows.items()
    ]
    yield paper.table(heads(table), rows, shares=column_shares(table))
    if line.reason:
        yield paper.paragraph(line.reason, NOTE)


def heads(table: Item) -> list[str]:
    return [_("No."), *(worded(one.label) for one in table.columns)]


def column_shares(table: Item) -> list[float]:
    """The number takes little; the columns share the rest."""
    return [0.08, *([0.92 / len(table.columns)] * len(table.columns))]


def answer_of(line: Line) -> list[str]:
    return [line.shown or "–", *([line.reason] if line.reason else [])]


def state_of(record: FormRecord) -> str:
    undone = record.not_done_reason
    return "{}: {}".format(_("Not done"), undone) if undone else record.get_status_display()


def written_by(record: FormRecord) -> str:
    return _("version %(n)s, %(by)s, %(at)s UTC") % {
        "n": record.version,
        "by": record.entered_by,
        "at": f"{record.entered_at:%Y-%m-%d %H:%M}",
    }


def version_of(filled: Filled) -> str:
    return _("protocol %(version)s") % {"version": filled.protocol.trial.version}


def signature_of(paper: Paper, filled: Filled) -> Iterator[Flowable]:
    if filled.signed is None:
        yield paper.paragraph(_("Not signed"), NOTE)
        return
    void = _("The form was changed after it was signed.") if filled.signed.is_void else ""
    zone = filled.record.activation.site.time_zone
    yield from paper.signature(printed(filled.signed.signature, zone=zone, void=void))
