"""A form page as a whole: its parts, what stands in the way, what follows from the answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from casebook.domain.doubts import Problem, Severity
from casebook.domain.edit_checks import CheckedForm
from casebook.forms.fields import (
    Fields,
    cell_name,
    cell_of,
    check_name,
    first,
    given_name,
    reason_name,
    rows_in,
    with_row,
)
from casebook.forms.questions import (
    Question,
    Reason,
    TableRow,
    answer_parts,
    is_error,
    kind_of,
    sentence,
)
from casebook.forms.threads import Thread
from trials.domain.condition_nodes import comparisons
from trials.domain.condition_words import rule
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Facts, Known
from trials.wording import unit_shown, worded


@dataclass(frozen=True, kw_only=True)
class Section:
    """Questions that stand together; `id` and `title` are empty where the form has no parts."""

    id: str
    title: str
    questions: tuple[Question, ...]

    @property
    def asked(self) -> list[Question]:
        return [one for one in self.questions if one.is_shown and one.kind != "calculated"]

    @property
    def tone(self) -> str:
        if any(one.errors for one in self.asked):
            return "overdue"
        answered = [one.is_answered for one in self.asked]
        if not any(answered):
            return "empty"
        return "done" if all(answered) else "draft"

    @property
    def word(self) -> str:
        words = {"overdue": _("to mend"), "done": _("answered"), "draft": _("begun")}
        return words.get(self.tone, _("empty"))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that a form page is drawn from."""

    protocol: Protocol
    form: Form
    fields: Fields
    checked: CheckedForm
    facts: Facts = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    # Items the saved form answers, so that there is a history to show.
    saved: frozenset[str] = frozenset()
    # Of each table, the rows that are saved.
    saved_rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    threads: Mapping[str, list[Thread]] = field(default_factory=dict)
    # Before anything is sent, an empty box is not a mistake.
    with_errors: bool = False

    def questions(self) -> list[Question]:
        return [question(item, self) for item in self.form.items]

    def questions_and_cells(self) -> list[Question]:
        asked = self.questions()
        return asked + [cell for one in asked for row in one.rows for cell in row.cells]

    def sections(self) -> list["Section"]:
        """In the order of the form."""
        by_item = dict(zip((item.id for item in self.form.items), self.questions(), strict=True))
        names: Iterable[str | None] = dict.fromkeys(item.section for item in self.form.items)
        return [
            Section(
                id=name or "",
                title=worded(self.form.sections[name]) if name else "",
                questions=tuple(by_item[item.id] for item in self.form.items_in(name)),
            )
            for name in names
        ]

    def problems(self, item: str) -> list[Problem]:
        return [one for one in self.checked.problems if one.place == item]

    def errors(self) -> list[tuple[str, str]]:
        """For the summary on top: where, and what is wrong there."""
        labels = {item.id: worded(item.label) for item in self.form.items}
        return [
            (f"field-{one.place}", f"{labels[one.item]}: {sentence(one)}")
            for one in self.checked.problems
            if self.with_errors and one.blocks_completion
        ]


def question(item: Item, sheet: Sheet) -> Question:
    problems = sheet.problems(item.id)
    return Question(
        name=item.id,
        kind=kind_of(item),
        label=worded(item.label),
        hint=worded(item.hint),
        required=item.required,
        is_shown=item.id not in sheet.checked.hidden,
        shown_when=shown_when(item, sheet),
        errors=tuple(sentence(one) for one in problems if is_error(one) and sheet.with_errors),
        warnings=tuple(sentence(one) for one in problems if one.severity is Severity.UNLIKELY),
        reasons=tuple(reason_box(one, sheet) for one in problems if not is_error(one)),
        derived=derived(item, sheet),
        last=sheet.last.get(item.id, ""),
        has_history=item.id in sheet.saved,
        threads=tuple(sheet.threads.get(item.id, ())),
        is_answered=item.id in sheet.checked.answers or not item.required,
        rows=rows_of(item, sheet),
        given=first(sheet.fields, given_name(item.id)) or "0",
        **answer_parts(item, sheet.fields),
    )


def rows_of(item: Item, sheet: Sheet) -> tuple[TableRow, ...]:
    """An empty table shows the row to begin with."""
    if item.type is not ItemType.TABLE:
        return ()
    rows = rows_in(item, sheet.fields) or rows_in(item, with_row(item, sheet.fields))
    return tuple(table_row(item, row, sheet) for row in rows)


def table_row(item: Item, row: str, sheet: Sheet) -> TableRow:
    table = sheet.checked.answers.get(item.id)
    answers = table.rows.get(row, {}) if table else {}
    named = {cell_name(item.id, row, column): one for column, one in answers.items()}
    inside = replace(
        sheet, checked=replace(sheet.checked, answers=named), saved=frozenset(), threads={}
    )
    return TableRow(
        number=row,
        cells=tuple(question(cell_of(item, row, one), inside) for one in item.columns),
        has_history=row in sheet.saved_rows.get(item.id, ()),
    )


def reason_box(problem: Problem, sheet: Sheet) -> Reason:
    name = check_name(problem.check) if problem.check else reason_name(problem.place)
    return Reason(name=name, value=first(sheet.fields, name))


def shown_when(item: Item, sheet: Sheet) -> str:
    """ "Smokes: yes": what must be answered for the question to be asked."""
    if item.shown_when is None:
        return ""
    lines = (
        f"{worded(sheet.protocol.label(one.fact))}: {worded(rule(one, sheet.protocol, {}))}"
        for one in comparisons(item.shown_when)
    )
    return "; ".join(lines)


def derived(item: Item, sheet: Sheet) -> str:
    """What follows at once from the answer: a score, the canonical value, the day number."""
    if item.type is ItemType.CALCULATED:
        return calculated(item, sheet)
    answer = sheet.checked.answers.get(item.id)
    if answer is None or not isinstance(answer.content, Known):
        return ""
    value = answer.content.value
    if isinstance(value, PartialDate):
        return day_number(value, sheet.facts)
    if answer.entered_unit and answer.entered_unit != item.unit:
        return f"= {value:.4g} {unit_shown(item.unit or '')}"
    return ""


def calculated(item: Item, sheet: Sheet) -> str:
    known = sheet.checked.calculated.get(item.id)
    if known is None:
        return _("Not known yet")
    if isinstance(known, Absent):
        return _("Cannot be worked out: an answer it needs is missing")
    return worded(sheet.protocol.word(item.id, known.value))


def day_number(value: PartialDate, facts: Facts) -> str:
    consent = facts.get("consent_date")
    if value.full is None or not isinstance(consent, Known):
        return ""
    day = consent.value.full if isinstance(consent.value, PartialDate) else None
    return days_from(value.full, day) if day else ""


def days_from(day: date, consent: date) -> str:
    days = (day - consent).days
    if days == 0:
        return _("On the day of consent")
    if days < 0:
        return _("%(days)s days before consent") % {"days": -days}
    return _("Day %(days)s after consent") % {"days": days}
