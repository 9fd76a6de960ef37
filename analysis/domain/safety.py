"""Adverse events counted in participants: worst grade per participant and term.

Complete by rule: nothing here is suppressed for being rare, and what is missing counts against
safety (a relation nobody judged is a relation) and is marked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from analysis.domain.sets import Members
from analysis.domain.tables import Cell, Column, Label, Row, RowRef, Table
from followup.domain.treatment_windows import Graded, first_reached
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate

GRADES = (1, 2, 3, 4, 5)
POOLED = ""


@dataclass(frozen=True, kw_only=True)
class AdverseEventRow:
    """One reported event. None: nobody has said so yet."""

    id: int
    participant: int
    term: str
    soc: str
    grade: int | None
    serious: bool | None
    related: bool | None
    onset: PartialDate | None
    # The changes of its grade after the onset, the grade at onset first; empty where it had one.
    course: tuple[Graded, ...] = ()
    # Agents somebody gave a judgment on, and those found to have caused it.
    judged: frozenset[str] = frozenset()
    blamed: frozenset[str] = frozenset()
    # What was done with each agent because of it.
    actions: Mapping[str, str] = field(default_factory=dict)
    term_label: Label | None = None
    soc_label: Label | None = None
    outcome: Label | None = None

    @property
    def ref(self) -> RowRef:
        return RowRef("followup.adverseevent", self.id)

    def reached(self, grade: int) -> PartialDate | None:
        """The day it first was that bad, as far as anybody wrote down its course."""
        return first_reached(self.course, grade=grade) if self.course else self.onset

    @property
    def counts_as_related(self) -> bool:
        return self.related is not False


@dataclass(frozen=True, kw_only=True)
class Arm:
    """A group of the table, under the name the reader may see: an arm, or A and B."""

    key: str
    label: Label
    members: tuple[int, ...]


Events = Sequence[AdverseEventRow]


def pooled(members: Members) -> tuple[Arm, ...]:
    return (Arm(key=POOLED, label=_("All"), members=members.members),)


def by_arm(
    members: Members, arm_of: Mapping[int, str], labels: Mapping[str, Label]
) -> tuple[Arm, ...]:
    """Split in the order of `labels`; whoever has no arm stands last, and is not dropped."""
    groups = members.by_group(arm_of)
    arms = [Arm(key=key, label=label, members=groups.pop(key, ())) for key, label in labels.items()]
    rest = tuple(sorted(participant for group in groups.values() for participant in group))
    return (*arms, Arm(key="none", label=_("No arm"), members=rest)) if rest else tuple(arms)


def begun_by(events: Iterable[AdverseEventRow], cut: date) -> Events:
    """Keep what the cut may show; an event without a date is shown rather than hidden."""
    return [event for event in events if event.onset is None or event.onset.earliest() <= cut]


# --- worst grade by term -------------------------------------------------------------------------


def worst_grade_by_term(events: Iterable[AdverseEventRow], arms: Sequence[Arm]) -> Table:
    """Count each participant once per line, at the worst grade reached there."""
    counted = in_arms(events, arms)
    lines = [line("any", _("Any adverse event"), counted, arms)]
    for soc, of_soc in grouped(counted, lambda event: event.soc):
        lines.append(line(f"soc:{soc}", soc_label(of_soc[0]), of_soc, arms, level=0))
        for term, of_term in grouped(of_soc, lambda event: event.term):
            lines.append(line(f"term:{term}", term_label(of_term[0]), of_term, arms, level=1))
    ungraded = sum(event.grade is None for event in counted)
    return Table(
        key="worst_grade_by_term",
        title=_("Adverse events: worst grade by term"),
        stub=_("System organ class and term"),
        columns=tuple(column for arm in arms for column in grade_columns(arm)),
        rows=tuple(lines),
        denominators={arm.key: len(arm.members) for arm in arms},
        footnotes=(
            _("Each participant counts once per line, at the worst grade."),
            *([_("{count} events have no grade yet.", count=ungraded)] if ungraded else []),
        ),
    )


def grade_columns(arm: Arm) -> Iterable[Column]:
    for key, choice in CHOICES.items():
        yield Column(key=f"{arm.key}:{key}", label=choice.label, group=heading(arm))


def heading(arm: Arm) -> Message:
    return _("{arm} (N = {count})", arm=arm.label, count=len(arm.members))


def line(key: str, label: Label, events: Events, arms: Sequence[Arm], *, level: int = 0) -> Row:
    worst = worst_events(events)
    cells = [
        cell([worst[one] for one in arm.members if one in worst], choice.grades, of=arm)
        for arm in arms
        for choice in CHOICES.values()
    ]
    return Row(key=key, label=label, cells=tuple(cells), level=level)


def cell(worst: Iterable[Events], grades: frozenset[int | None], *, of: Arm) -> Cell:
    chosen = [event for events in worst for event in events if event.grade in grades]
    return Cell.count(
        [event.participant for event in chosen],
        of=len(of.members),
        rows=[event.ref for event in chosen],
    )


def worst_events(events: Events) -> dict[int, Events]:
    """Keep each participant's events of the worst known grade, or all where none is known."""
    found: dict[int, list[AdverseEventRow]] = {}
    for event in events:
        found.setdefault(event.participant, []).append(event)
    return {one: at_worst(of_one) for one, of_one in found.items()}


def at_worst(events: Events) -> Events:
    worst = max((event.grade for event in events if event.grade is not None), default=None)
    return [event for event in events if event.grade == worst]


@dataclass(frozen=True)
class Choice:
    """One column of an arm: which worst grades it counts; None is a grade not yet given."""

    label: Message
    grades: frozenset[int | None]


CHOICES = {
    "any": Choice(_("Any grade"), frozenset({*GRADES, None})),
    **{f"grade_{one}": Choice(_("Grade {grade}", grade=one), frozenset({one})) for one in GRADES},
    "severe": Choice(_("Grade 3 or worse"), frozenset({3, 4, 5})),
    "ungraded": Choice(_("No grade yet"), frozenset({None})),
}


def in_arms(events: Iterable[AdverseEventRow], arms: Sequence[Arm]) -> Events:
    counted = {participant for arm in arms for participant in arm.members}
    return [event for event in events if event.participant in counted]


def grouped(events: Events, name: Callable[[AdverseEventRow], str]) -> list[tuple[str, Events]]:
    """Group by name, the most participants first, equals by name."""
    found: dict[str, list[AdverseEventRow]] = {}
    for event in events:
        found.setdefault(name(event), []).append(event)
    return sorted(found.items(), key=lambda item: (-heads(item[1]), item[0]))


def heads(events: Events) -> int:
    return len({event.participant for event in events})


def soc_label(event: AdverseEventRow) -> Label:
    return event.soc if event.soc_label is None else event.soc_label


def term_label(event: AdverseEventRow) -> Label:
    return event.term if event.term_label is None else event.term_label
