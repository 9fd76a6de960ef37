"""The forms one row fills in, each checked as on the page by what the row has said before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casebook.domain.answers import Entry
from casebook.domain.edit_checks import CheckedForm, check_form
from casebook.domain.occasions import CHECKS, visits_asking
from followup.domain.cohort_cells import Row
from followup.domain.cohort_mapping import Column, Filled
from trials.domain.messages import message as _
from trials.domain.protocol.forms import Form, ItemType
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Known

# An unlikely value is kept, and this is why: nobody is left to ask about an archived record.
IMPORTED = "As the source data have it."


@dataclass(frozen=True, kw_only=True)
class FilledForm:
    """`data` as a form record keeps it."""

    form_id: str
    visit: str
    data: Mapping[str, Any]


@dataclass
class FormReader:
    """`facts` grows with each form: a later one is asked, shown and checked by it."""

    row: Row
    protocol: Protocol
    facts: dict[str, Known | Absent] = field(default_factory=dict)

    def read(self) -> Iterator[FilledForm]:
        for filled in self.row.mapping.forms:
            form = self.protocol.form(filled.form)
            checked = self.check(form, filled)
            self.complain(checked, filled)
            self.facts |= checked.facts
            visit = filled.visit or only_visit(self.protocol, form)
            yield FilledForm(form_id=form.id, visit=visit, data=stored(checked))

    def check(self, form: Form, filled: Filled) -> CheckedForm:
        kinds = {item.id: item.type for item in form.items}
        return check_form(
            protocol=self.protocol,
            form=form,
            entries={
                name: entry
                for name, column in filled.items.items()
                if not (entry := self.entry(column, kinds[name])).is_empty
            },
            today=self.row.today,
            facts=self.facts,
            reasons={check.id: IMPORTED for check in form.checks},
        )

    def complain(self, checked: CheckedForm, filled: Filled) -> None:
        for problem in checked.problems:
            if problem.blocks_completion:
                self.row.fault(place_of(filled, problem.item), problem.message)
        for name in checked.dropped:
            column = filled.items[name]
            text = self.row.text(column)
            if text and column.column:
                unasked = _("“{text}” answers a question that is not asked here.", text=text)
                self.row.fault(column.place, unasked)

    def entry(self, column: Column, kind: ItemType) -> Entry:
        text = self.row.text(column)
        if not text:
            return Entry(missing=column.blank) if column.blank else Entry()
        if kind is ItemType.CHOICES:
            parts = [part.strip() for part in text.split(column.separator)]
            return Entry(chosen=tuple(column.codes.get(one, one) for one in parts), reason=IMPORTED)
        if column.codes:
            return Entry(chosen=(column.codes.get(text, text),), reason=IMPORTED)
        if column.counted:
            text = self.as_date(column, text)
        return Entry(text=text, unit=column.unit, reason=IMPORTED)

    def as_date(self, column: Column, text: str) -> str:
        days = self.row.counted(column.place)
        return days.iso() if days else text


def place_of(filled: Filled, item: str) -> str:
    column = filled.items.get(item)
    return column.place if column else filled.form


def only_visit(protocol: Protocol, form: Form) -> str:
    """The visit that asks for the form; empty for a form of no visit."""
    asking = visits_asking(protocol, form.id)
    return asking[0].visit if asking else ""


def stored(checked: CheckedForm) -> Mapping[str, Any]:
    """Answers by item, and why an unlikely pair of answers is kept all the same."""
    data = {name: answer.as_stored() for name, answer in checked.answers.items()}
    kept = {one.check: one.confirmed_by for one in checked.problems if one.check}
    reasons = {check: reason for check, reason in kept.items() if reason}
    return {**data, CHECKS: reasons} if reasons else data
