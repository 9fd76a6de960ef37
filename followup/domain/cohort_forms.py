"""The forms one row fills in, each checked as on the page by what the row has said before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casebook.domain.answers import Answer
from casebook.domain.doubts import Problem
from casebook.domain.edit_checks import CheckedForm, check_form
from casebook.domain.occasions import CHECKS
from followup.domain.cohort_cells import Row
from followup.domain.cohort_entries import IMPORTED, FilledIn
from followup.domain.cohort_mapping import Column, Filled
from followup.domain.cohort_memory import Memory
from trials.domain.messages import message as _
from trials.domain.protocol.forms import Form
from trials.domain.values import Absent, Known


@dataclass(frozen=True, kw_only=True, slots=True)
class FilledForm:
    """`kept` says, by check, why an unlikely pair of answers stands all the same."""

    form_id: str
    visit: str
    answers: Mapping[str, Answer]
    kept: Mapping[str, str]
    # Unlikely, and standing in the archive all the same.
    doubted: tuple[Problem, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """As a form record keeps it."""
        data: dict[str, Any] = {name: one.stored for name, one in self.answers.items()}
        return {**data, CHECKS: dict(self.kept)} if self.kept else data


@dataclass
class FormReader:
    """`facts` grows with each form: a later one is asked, shown and checked by it."""

    row: Row
    memory: Memory
    facts: dict[str, Known | Absent] = field(default_factory=dict)

    def read(self) -> Iterator[FilledForm]:
        for filled in self.row.mapping.forms:
            form = self.memory.protocol.form(filled.form)
            checked = self.check(form, filled)
            self.complain(checked, filled)
            self.facts.update(checked.facts)
            yield FilledForm(
                form_id=form.id,
                visit=filled.visit or self.memory.only_visit(form),
                answers=checked.answers,
                kept=reasons_in(checked),
                doubted=tuple(one for one in checked.problems if one.confirmed_by),
            )

    def check(self, form: Form, filled: Filled) -> CheckedForm:
        return check_form(
            protocol=self.memory.protocol,
            form=form,
            entries=FilledIn(self.memory.slots_of(filled, form), self.row.cells, self.as_date),
            today=self.memory.today,
            facts=self.facts,
            reasons={check.id: IMPORTED for check in form.checks},
            reader=self.memory,
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

    def as_date(self, column: Column, text: str) -> str:
        days = self.row.counted(column.place)
        return days.iso() if days else text


def place_of(filled: Filled, item: str) -> str:
    column = filled.items.get(item)
    return column.place if column else filled.form


def reasons_in(checked: CheckedForm) -> Mapping[str, str]:
    found = ((one.check, one.confirmed_by) for one in checked.problems)
    return {check: reason for check, reason in found if check and reason}
