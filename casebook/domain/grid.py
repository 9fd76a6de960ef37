"""The casebook at a glance: which form of which visit is in what state."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casebook.domain.occasions import Occasion, visits_asking
from trials.domain.conditions import truth_of
from trials.domain.messages import gettext_noop as _
from trials.domain.protocol.forms import Form
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import Visit
from trials.domain.text import Text
from trials.domain.truth import Truth
from trials.domain.values import Facts
from trials.domain.visit_plan import PlannedVisit


class Mark(StrEnum):
    EMPTY = "empty"
    DRAFT = "draft"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    NOT_DONE = "not_done"
    SIGNED = "signed"
    LOCKED = "locked"


MARK_LABELS: Mapping[Mark, str] = {
    Mark.EMPTY: _("Empty"),
    Mark.DRAFT: _("Draft of yours"),
    Mark.INCOMPLETE: _("Incomplete"),
    Mark.COMPLETE: _("Complete"),
    Mark.NOT_DONE: _("Not done"),
    Mark.SIGNED: _("Signed"),
    Mark.LOCKED: _("Locked"),
}

TONES: Mapping[Mark, str] = {
    Mark.EMPTY: "empty",
    Mark.DRAFT: "draft",
    Mark.INCOMPLETE: "due",
    Mark.COMPLETE: "done",
    Mark.NOT_DONE: "neutral",
    Mark.SIGNED: "done",
    Mark.LOCKED: "locked",
}

Marks = Mapping[Occasion, Mark]


@dataclass(frozen=True, kw_only=True)
class Cell:
    form: Form
    occasion: Occasion
    mark: Mark

    @property
    def label(self) -> str:
        return MARK_LABELS[self.mark]

    @property
    def tone(self) -> str:
        return TONES[self.mark]


@dataclass(frozen=True, kw_only=True)
class Row:
    """`anchor` names what the visit is counted from; `not_done_reason` is set where the visit was
    declared not done."""

    planned: PlannedVisit
    anchor: Text
    cells: tuple[Cell, ...]
    is_recorded: bool = False
    not_done_reason: str = ""

    @property
    def visit(self) -> Visit:
        return self.planned.visit

    @property
    def is_placed(self) -> bool:
        """Has a day, or something was written at it already."""
        written = any(cell.mark is not Mark.EMPTY for cell in self.cells)
        return self.planned.window is not None or self.is_recorded or written


def rows(
    *,
    protocol: Protocol,
    planned: Iterable[PlannedVisit],
    marks: Marks,
    facts: Facts,
    not_done: Mapping[str, str],
    recorded: Mapping[str, date | None],
) -> list[Row]:
    return [
        Row(
            planned=one,
            anchor=protocol.label(one.visit.anchor),
            cells=tuple(cells_of(one.visit, protocol, marks, facts)),
            is_recorded=one.visit.visit in recorded,
            not_done_reason=not_done.get(one.visit.visit, ""),
        )
        for one in planned
    ]


def cells_of(visit: Visit, protocol: Protocol, marks: Marks, facts: Facts) -> Iterator[Cell]:
    for form_id in visit.forms:
        form = protocol.form(form_id)
        occasion = Occasion(form_id=form_id, visit=visit.visit)
        if is_asked(form, protocol, facts) or occasion in marks:
            yield Cell(form=form, occasion=occasion, mark=marks.get(occasion, Mark.EMPTY))


def unscheduled(*, protocol: Protocol, marks: Marks, facts: Facts) -> list[Cell]:
    """Forms of no visit: each filling-in, and an empty one to begin."""
    return [
        Cell(form=form, occasion=occasion, mark=marks.get(occasion, Mark.EMPTY))
        for form in protocol.forms
        if not visits_asking(protocol, form.id) and is_asked(form, protocol, facts)
        for occasion in fillings(form, marks)
    ]


def outside_schedule(
    *, protocol: Protocol, planned: Iterable[PlannedVisit], marks: Marks
) -> list[Cell]:
    """What was written for a visit that is not expected: archived records fill in the forms of
    visits that nobody made."""
    expected = {one.visit.visit for one in planned}
    return [
        Cell(form=form, occasion=occasion, mark=mark)
        for form in protocol.forms
        for occasion, mark in marks.items()
        if occasion.form_id == form.id and occasion.visit and occasion.visit not in expected
    ]


def fillings(form: Form, marks: Marks) -> list[Occasion]:
    begun = sorted(occasion.repeat for occasion in marks if occasion.form_id == form.id)
    if not begun:
        return [Occasion(form_id=form.id)]
    repeats = [*begun, begun[-1] + 1] if form.repeating else begun
    return [Occasion(form_id=form.id, repeat=repeat) for repeat in repeats]


def is_asked(form: Form, protocol: Protocol, facts: Facts) -> bool:
    if form.shown_when is None:
        return True
    return truth_of(form.shown_when, facts, protocol.chosen_readings) is not Truth.FALSE
