"""The forms of a protocol on paper, blank, to be filled in by hand where no screen is at hand."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.platypus import Flowable, PageBreak

from casebook.forms.questions import kind_of, options_of
from casebook.paper import SHARES, by_kind, column_shares, heads, sections_of
from trials.domain.condition_words import MISSING_LABELS
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.protocol.protocol import Protocol
from trials.models import ProtocolVersion, Trial
from trials.paper import CAPTION, HEADING, NOTE, TITLE, Paper, Place, paper_of
from trials.reading import condition
from trials.selectors.protocols import protocol_of
from trials.wording import unit_shown, worded

BOX, RULE = "\u25a1", "_"
BLANK_ROWS = 6


# A hundred pages take seconds, and change with the text of the protocol only.
_drawn: dict[tuple[str, str, str], bytes] = {}
MOST_DRAWN = 16


def drawn(version: ProtocolVersion) -> bytes:
    """In the language of who asks."""
    key = version.trial.slug, version.sha256, get_language() or "en"
    if key not in _drawn:
        if len(_drawn) >= MOST_DRAWN:
            _drawn.clear()
        _drawn[key] = draw(version.trial, protocol_of(version))
    return _drawn[key]


def draw(trial: Trial, protocol: Protocol) -> bytes:
    version = _("protocol %(version)s") % {"version": protocol.trial.version}
    title = _("Case report forms")
    code = f"{_('Participant code')}: {RULE * 18}"
    paper = paper_of(trial, title=f"{trial.slug} {title}", head=code, foot=version)

    def story() -> Iterator[Flowable]:
        yield paper.paragraph(worded(protocol.trial.title), TITLE)
        yield paper.paragraph(f"{title}, {version}", HEADING)
        yield from (paper.paragraph(worded(form.label)) for form in protocol.forms)
        for form in protocol.forms:
            yield PageBreak()
            yield from one_form(paper, form, protocol)

    return paper.as_bytes(story)


def one_form(paper: Paper, form: Form, protocol: Protocol) -> Iterator[Flowable]:
    title = worded(form.label)
    yield Place(form.id, title)
    yield paper.paragraph(title, HEADING)
    if form.hint:
        yield paper.paragraph(worded(form.hint), NOTE)
    asked_at = f"{_('Visit')}: {RULE * 12}   {_('Date')}: {RULE * 12}   {_('Filled in by')}: "
    yield paper.paragraph(asked_at + RULE * 20, NOTE)
    for heading, items in sections_of(form):
        if heading:
            yield paper.paragraph(heading, CAPTION)
        for table, some in by_kind(items):
            if table is not None:
                yield from blank_table(paper, table, protocol)
                continue
            rows = [(question_of(item, protocol), room_for(item)) for item in some]
            yield paper.table((_("Question"), _("Answer")), rows, shares=SHARES)


def blank_table(paper: Paper, table: Item, protocol: Protocol) -> Iterator[Flowable]:
    label, *more = question_of(table, protocol)
    yield paper.paragraph(label, CAPTION)
    yield from (paper.paragraph(text, NOTE) for text in more)
    most = min(BLANK_ROWS, table.rows.max if table.rows else BLANK_ROWS)
    rows = [[str(row), *(cell_of(one) for one in table.columns)] for row in range(1, most + 1)]
    yield paper.table(heads(table), rows, shares=column_shares(table))
    if table.missing:
        yield paper.paragraph(missing_boxes(table), NOTE)


def cell_of(column: Item) -> list[str]:
    """Narrow: the choices to tick, or the unit behind an empty place."""
    if kind_of(column) in {ItemType.CHOICE, ItemType.CHOICES, ItemType.YES_NO}:
        return answers_to(column)
    return [" / ".join(unit_shown(unit) for unit in column.units)]


def question_of(item: Item, protocol: Protocol) -> list[str]:
    """With what it is asked for only, where it is not asked of everybody."""
    only = item.shown_when and condition(item.shown_when, protocol)
    when = [_("only if %(when)s") % {"when": only}] if only else []
    hint = [worded(item.hint)] if item.hint else []
    return [worded(item.label), *hint, *when]


def room_for(item: Item) -> list[str]:
    """Boxes to tick, or a line to write on; below it why there may be no answer."""
    return [*answers_to(item), *([missing_boxes(item)] if item.missing else [])]


def missing_boxes(item: Item) -> str:
    return "   ".join(f"{BOX} {_(MISSING_LABELS[one])}" for one in item.missing)


def answers_to(item: Item) -> list[str]:
    kind = kind_of(item)
    if kind in {ItemType.CHOICE, ItemType.CHOICES, ItemType.YES_NO}:
        return [f"{BOX} {label}" for _code, label in options_of(item)]
    if kind == ItemType.DATE:
        return [f"{RULE * 4} - {RULE * 2} - {RULE * 2}"]
    if kind == ItemType.FILE:
        return [f"{BOX} {_('attached')}"]
    if kind == ItemType.TEXT:
        return [RULE * 46, RULE * 46]
    units = "   ".join(f"{BOX} {unit_shown(unit)}" for unit in item.units)
    return [f"{RULE * 14} {units if len(item.units) > 1 else unit_shown(item.unit or '')}"]
