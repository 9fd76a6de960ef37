"""One question of a form as the page draws it: answer, bounds crossed, what follows from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casebook.domain.doubts import Problem, Severity
from casebook.domain.edit_checks import CheckedForm
from casebook.forms.fields import (
    Fields,
    check_name,
    first,
    missing_name,
    reason_name,
    unit_name,
)
from trials.domain.condition_nodes import comparisons
from trials.domain.condition_words import MISSING_LABELS, rule
from trials.domain.partial_dates import PartialDate, Precision
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.protocol.protocol import NO, YES, Protocol
from trials.domain.values import Absent, Facts, Known
from trials.wording import unit_shown, worded

Options = list[tuple[str, str]]
BLOCKING = {Severity.UNREADABLE, Severity.IMPOSSIBLE, Severity.UNANSWERED}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Where somebody says why an unlikely answer is right all the same."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Question:
    name: str
    kind: str
    label: str
    hint: str = ""
    required: bool = False
    is_shown: bool = True
    shown_when: str = ""
    value: str = ""
    chosen: tuple[str, ...] = ()
    options: Options = field(default_factory=list)
    unit: str = ""
    units: Options = field(default_factory=list)
    unit_name: str = ""
    unit_value: str = ""
    missing: Options = field(default_factory=list)
    missing_name: str = ""
    missing_value: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, bool] = field(default_factory=dict)
    is_partial: bool = False
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    derived: str = ""
    last: str = ""
    has_history: bool = False
    is_answered: bool = False

    @property
    def error(self) -> str:
        return " ".join(self.errors)

    @property
    def template(self) -> str:
        return f"casebook/questions/{self.kind}.html"

    @property
    def output_id(self) -> str:
        return f"id_{self.name}_derived"

    @property
    def numeric(self) -> str:
        return "numeric" if self.kind == "integer" else "decimal"


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
    # Before anything is sent, an empty box is not a mistake.
    with_errors: bool = False

    def questions(self) -> list[Question]:
        return [question(item, self) for item in self.form.items]

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
        return [one for one in self.checked.problems if one.item == item]

    def errors(self) -> list[tuple[str, str]]:
        """For the summary on top: where, and what is wrong there."""
        labels = {item.id: worded(item.label) for item in self.form.items}
        return [
            (f"field-{one.item}", f"{labels[one.item]}: {sentence(one)}")
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
        is_answered=item.id in sheet.checked.answers or not item.required,
        **answer_parts(item, sheet.fields),
    )


def kind_of(item: Item) -> str:
    """An integer whose values have names is picked like a choice."""
    return "choice" if item.codes and item.type is ItemType.INTEGER else item.type.value


def answer_parts(item: Item, fields: Fields) -> dict[str, Any]:
    return {
        "value": first(fields, item.id),
        "chosen": tuple(fields.get(item.id) or ()),
        "options": options_of(item),
        "unit": unit_shown(item.unit or ""),
        "units": units_of(item),
        "unit_name": unit_name(item.id),
        "unit_value": first(fields, unit_name(item.id)) or item.unit or "",
        "missing": [(one.value, _(MISSING_LABELS[one])) for one in item.missing],
        "missing_name": missing_name(item.id),
        "missing_value": first(fields, missing_name(item.id)),
        **date_parts(item, fields),
    }


def units_of(item: Item) -> Options:
    """A chooser only where laboratories differ."""
    return [(unit, unit_shown(unit)) for unit in item.units] if item.units_accepted else []


def options_of(item: Item) -> Options:
    if item.type is ItemType.YES_NO:
        return [("yes", worded(YES)), ("no", worded(NO))]
    return [(code, worded(label)) for code, label in item.codes.items()]


def date_parts(item: Item, fields: Fields) -> dict[str, Any]:
    if item.type is not ItemType.DATE:
        return {}
    name = item.id
    return {
        "parts": {part: first(fields, f"{name}_{part}") for part in ("year", "month", "day")},
        "unknown": {part: first(fields, f"{name}_{part}_unknown") for part in ("month", "day")},
        "is_partial": item.partial is not Precision.DAY,
    }


def is_error(problem: Problem) -> bool:
    return problem.severity in BLOCKING


def sentence(problem: Problem) -> str:
    return f"{worded(problem.message)} {worded(problem.mend)}"


def reason_box(problem: Problem, sheet: Sheet) -> Reason:
    name = check_name(problem.check) if problem.check else reason_name(problem.item)
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
