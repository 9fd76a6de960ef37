"""What is said of a graded result, cell by cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from followup.domain.laboratory.results import (
    ASSUMED_LABELS,
    CLINICAL_LABELS,
    MISSING_LABELS,
    Graded,
)
from followup.domain.laboratory.tables import GradedRow
from trials.domain.messages import Message
from trials.domain.messages import message as _

Translate = Callable[[str], str]


def answer(one: GradedRow) -> Mapping[str, str]:
    """The row as it came, and behind it what was found."""
    return {**one.row.cells, **found_in(one)}


def found_in(one: GradedRow) -> Mapping[str, str]:
    graded, none = one.graded, one.fault.message if one.fault else None
    if graded is not None and graded.grade is None:
        none = why_no_grade(graded)
    return {
        "grade": "" if graded is None or graded.grade is None else str(graded.grade),
        "direction": direction_of(one),
        "graded_term": graded.rule.term if graded and not one.is_normal else "",
        "rule": str(graded.passed or "") if graded else "",
        "why_no_grade": str(none or ""),
        "remark": " ".join(map(str, (*(remarks(graded) if graded else ()), *one.noted))),
    }


def direction_of(one: GradedRow) -> str:
    if one.graded is None or one.is_normal:
        return ""
    return one.graded.rule.direction.value


def why_no_grade(graded: Graded, translate: Translate = str) -> Message:
    if graded.unit_fault is not None:
        return graded.unit_fault
    return _(
        "It could be grade {possible}. Needed: {missing}.",
        possible=", ".join(str(one) for one in graded.possible),
        missing=listed(graded.missing, MISSING_LABELS, translate),
    )


def remarks(graded: Graded, translate: Translate = str) -> Sequence[Message]:
    said = [Message(ASSUMED_LABELS[one]) for one in graded.assumed if graded.grade is not None]
    if graded.higher:
        said.append(
            _(
                "The number alone supports grade {grade}; the grade may be higher by: {signs}.",
                grade=graded.grade,
                signs=listed(graded.higher, CLINICAL_LABELS, translate),
            )
        )
    return said


def listed(names: Iterable[str], labels: Mapping[str, str], translate: Translate) -> str:
    return ", ".join(translate(labels[name]) for name in names)
