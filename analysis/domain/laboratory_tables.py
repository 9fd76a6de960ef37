"""Laboratory values in tables: worst grade by term and arm, and every value of grade 3 or worse."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from analysis.domain.laboratory import SEVERE, Course, GradedValue, severe_values
from analysis.domain.safety import Arm, heading
from analysis.domain.safety_listings import People, listed
from analysis.domain.tables import Cell, Column, Label, Row, Table, Value
from followup.domain.laboratory.rules import Direction
from trials.domain.ctcae.terms import term
from trials.domain.messages import message as _
from trials.domain.text import Text


def worst_is(wanted: int) -> Callable[[Course], bool]:
    return lambda course: at(course) == wanted


def is_worse(course: Course) -> bool:
    return course.worst is not None and course.worst.is_worse


def at(course: Course) -> int:
    return (course.worst.grade or 0) if course.worst is not None else 0


COLUMNS: Mapping[str, tuple[Label, Callable[[Course], bool]]] = {
    **{f"grade_{one}": (_("Grade {grade}", grade=one), worst_is(one)) for one in (1, 2, 3, 4)},
    "severe": (_("Grade 3 or worse"), lambda course: at(course) >= SEVERE),
    "worse": (_("Worse than at baseline"), is_worse),
    "untold": (_("Grade cannot be told"), lambda course: course.worst is None),
}


def laboratory_table(courses: Iterable[Course], arms: Sequence[Arm]) -> Table:
    by_term = grouped(courses)
    return Table(
        key="laboratory",
        title=_("Laboratory values: worst grade after baseline, by term"),
        stub=_("Term"),
        columns=tuple(column for arm in arms for column in columns_of(arm)),
        rows=tuple(row_of(name, of_term, arms) for name, of_term in sorted(by_term.items())),
        denominators={arm.key: len(arm.members) for arm in arms},
        footnotes=(
            _("CTCAE v5.0 by the numbers alone. The first value of each analyte is its baseline."),
            _("Shares are of those measured again after the first value."),
        ),
    )


def columns_of(arm: Arm) -> Iterator[Column]:
    group = heading(arm)
    yield Column(key=f"{arm.key}:measured", label=_("Measured again"), group=group)
    for key, (label, _counts) in COLUMNS.items():
        yield Column(key=f"{arm.key}:{key}", label=label, group=group)


def grouped(courses: Iterable[Course]) -> dict[str, list[Course]]:
    """By term; one term may be graded from several analytes, each a course of its own."""
    found: dict[str, list[Course]] = {}
    for one in courses:
        found.setdefault(one.rule.term, []).append(one)
    return found


def row_of(name: str, courses: Sequence[Course], arms: Sequence[Arm]) -> Row:
    worst = worst_by_participant(courses)
    cells = (cell for arm in arms for cell in cells_of(arm, worst))
    return Row(key=name, label=label_of(name), cells=tuple(cells))


def worst_by_participant(courses: Iterable[Course]) -> dict[int, Course]:
    found: dict[int, Course] = {}
    for one in courses:
        before = found.get(one.participant)
        if before is None or rank(one) > rank(before):
            found[one.participant] = one
    return found


def rank(course: Course) -> tuple[int, bool]:
    return course.worst.rank if course.worst is not None else (-1, False)


def label_of(name: str) -> Label:
    return Text(en=name, zh=term(name).label("zh"))


def cells_of(arm: Arm, worst: Mapping[int, Course]) -> Iterator[Cell]:
    here = [worst[one] for one in arm.members if one in worst]
    yield Cell.count((one.participant for one in here), of=len(arm.members))
    for _label, counts in COLUMNS.values():
        chosen = [one for one in here if counts(one)]
        yield Cell.count(
            (one.participant for one in chosen),
            of=len(here),
            rows=(one.worst.lab.ref for one in chosen if one.worst is not None),
        )


# --- listing --------------------------------------------------------------------------------------


def severe_table(courses: Iterable[Course], people: People) -> Table:
    """The worst of each participant and term, with how many there were; none left out."""
    found: dict[tuple[str, str], list[GradedValue]] = {}
    for one in severe_values(courses):
        if one.lab.participant in people:
            code = people[one.lab.participant].code
            found.setdefault((code, one.graded.rule.term), []).append(one)
    return Table(
        key="severe_laboratory",
        title=_("Laboratory values of grade 3 or worse"),
        stub=_("Participant"),
        columns=(
            Column(key="arm", label=_("Arm")),
            Column(key="term", label=_("Term")),
            Column(key="value", label=_("Value")),
            Column(key="day", label=_("Day")),
            Column(key="grade", label=_("Grade")),
            Column(key="baseline", label=_("Grade at baseline")),
            Column(key="bound", label=_("Bound passed")),
            Column(key="values", label=_("Such values")),
        ),
        rows=tuple(severe_line(of_one, people) for _key, of_one in sorted(found.items())),
        footnotes=(_("The worst value of each participant and term that is worse than baseline."),),
    )


def severe_line(values: Sequence[GradedValue], people: People) -> Row:
    worst = max(values, key=lambda one: (one.rank, how_far(one)))
    lab, person = worst.lab, people[worst.lab.participant]
    written: list[Value] = [
        person.arm,
        label_of(worst.graded.rule.term),
        f"{lab.value.value:f} {lab.value.unit}".strip(),
        lab.value.day,
        worst.grade,
        worst.before,
        worst.graded.passed,
        len(values),
    ]
    return listed(f"{person.code}:{worst.graded.rule.term}", person, written, lab.ref)


def how_far(one: GradedValue) -> float:
    value = float(one.lab.value.value)
    return value if one.graded.rule.direction is Direction.HIGH else -value
