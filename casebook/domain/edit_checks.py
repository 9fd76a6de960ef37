"""Check one form as typed: what each answer means, what is wrong, and how to mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from casebook.domain.answers import Answer, Entry
from casebook.domain.doubts import CONFIRM, Problem, Severity
from casebook.domain.reading import read_answer
from trials.domain.condition_nodes import Condition
from trials.domain.conditions import evaluate, truth_of
from trials.domain.derivations import WithDerived, with_derived
from trials.domain.messages import message as _
from trials.domain.protocol.forms import EditCheck, Form, Item
from trials.domain.protocol.protocol import Protocol
from trials.domain.truth import Truth
from trials.domain.values import Absent, Facts, Known

NOTHING = Entry()
Read = tuple[Answer | None, Sequence[Problem]]


@dataclass
class Reader:
    """What an entry means and whether a condition holds, by one protocol, on one day."""

    protocol: Protocol
    today: date

    def read(self, item: Item, entry: Entry) -> Read:
        return read_answer(item, entry, self.today)

    def answer(self, item: Item, entries: Mapping[str, Entry]) -> Read:
        return self.read(item, entries.get(item.id, NOTHING))

    def ask(self, condition: Condition, facts: WithDerived) -> Truth:
        return truth_of(condition, facts, self.protocol.chosen_readings)


@dataclass(frozen=True, kw_only=True)
class CheckedForm:
    """`hidden` lists items not asked now; of these, `dropped` had been filled in."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    hidden: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    known: Facts = field(default_factory=dict, repr=False)
    scores: tuple[str, ...] = ()

    @cached_property
    def calculated(self) -> Facts:
        """What the form shows as soon as enough is known: a score, a class."""
        return {name: self.known[name] for name in self.scores if name in self.known}

    @property
    def facts(self) -> Facts:
        return {name: answer.content for name, answer in self.answers.items()}

    @property
    def can_be_saved(self) -> bool:
        return not any(problem.blocks_saving for problem in self.problems)

    @property
    def can_be_completed(self) -> bool:
        return not any(problem.blocks_completion for problem in self.problems)


def check_form(
    *,
    protocol: Protocol,
    form: Form,
    entries: Mapping[str, Entry],
    today: date,
    facts: Facts | None = None,
    reasons: Mapping[str, str] | None = None,
    reader: "Reader | None" = None,
) -> CheckedForm:
    """Read every item that is shown, then hold the answers against each other.

    `facts` is what other records say; `reasons` confirms unlikely findings of the checks between
    answers, by check id. `reader` may be one that remembers what it has read.
    """
    elsewhere = dict(facts or {})
    for name in form.by_name:
        elsewhere.pop(name, None)
    sitting = Sitting(reader or Reader(protocol, today), form, entries, elsewhere)
    for item in form.asked:
        sitting.take(item)
    sitting.compare_answers(reasons or {})
    return sitting.result()


class Sitting:
    """One pass down the form: an item sees the answers above it, as the person who fills it in."""

    def __init__(
        self,
        reader: "Reader",
        form: Form,
        entries: Mapping[str, Entry],
        said: dict[str, Known | Absent],
    ) -> None:
        self.reader = reader
        self.form = form
        self.entries = entries
        self.said = said
        self.known = with_derived(reader.protocol.facts, said)
        self.answers: dict[str, Answer] = {}
        self.problems: list[Problem] = []
        self.hidden: list[str] = []

    def take(self, item: Item) -> None:
        if item.shown_when is not None and not self.is_shown(item):
            self.hidden.append(item.id)
            return
        answer, problems = self.reader.answer(item, self.entries)
        if problems:
            self.problems += problems
        if answer is not None:
            self.answers[item.id] = answer
            self.said[item.id] = answer.content

    def is_shown(self, item: Item) -> bool:
        asked = item.shown_when
        return asked is None or self.reader.ask(asked, self.known) is Truth.TRUE

    def is_filled(self, name: str) -> bool:
        return not self.entries.get(name, NOTHING).is_empty

    def compare_answers(self, reasons: Mapping[str, str]) -> None:
        readings = self.reader.protocol.chosen_readings
        for one in self.form.checks:
            if self.reader.ask(one.expect, self.known) is Truth.FALSE:
                place = self.place_to_mend(evaluate(one.expect, self.known, readings).used)
                self.problems.append(disagreement(one, place, reasons.get(one.id, "")))
        for item in self.form.with_checks:
            if item.id in self.answers:
                self.compare_cells(item, self.answers[item.id], reasons)

    def compare_cells(self, item: Item, answer: Answer, reasons: Mapping[str, str]) -> None:
        for row, cells in answer.rows.items():
            inside = {name: one.content for name, one in cells.items()}
            known = with_derived(self.reader.protocol.facts, {**self.said, **inside})
            for one in item.checks:
                if self.reader.ask(one.expect, known) is Truth.FALSE:
                    reason = reasons.get(check_in_row(one, row), "")
                    self.problems.append(disagreement(one, item.id, reason, row=row))

    def place_to_mend(self, used: Facts) -> str:
        """The last answer of this form that the check looked at; failing that, its first item."""
        looked_at = [item.id for item in self.form.items if item.id in used]
        return looked_at[-1] if looked_at else self.form.items[0].id

    def result(self) -> CheckedForm:
        return CheckedForm(
            answers=self.answers,
            known=self.known,
            scores=self.form.scores,
            problems=tuple(self.problems),
            hidden=tuple(self.hidden),
            dropped=tuple(name for name in self.hidden if self.is_filled(name)),
        )


def check_in_row(check: EditCheck, row: str) -> str:
    """By this name its confirmation is kept; no check of a form can be called so."""
    return f"{check.id}-{row}"


def disagreement(check: EditCheck, item: str, reason: str, *, row: str = "") -> Problem:
    severity = Severity(check.severity.value)
    said = _("{explanation}", explanation=check.message)
    mend = CONFIRM if severity is Severity.UNLIKELY else _("Correct one of the answers.")
    return Problem(
        item=item,
        severity=severity,
        message=_("Row {row}: {said}", row=row, said=said) if row else said,
        mend=mend,
        check=check_in_row(check, row) if row else check.id,
        confirmed_by=reason.strip(),
        row=row,
    )
