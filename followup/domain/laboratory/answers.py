"""What is said of a graded result, cell by cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

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
FOUND = ("grade", "direction", "graded_term", "rule", "why_no_grade", "remark")
NOTHING: Mapping[str, str] = dict.fromkeys(FOUND, "")


def answer(one: GradedRow) -> Mapping[str, str]:
    """The row as it came, and behind it what was found."""
    return {**one.row.cells, **found_in(one)}


def found_in(one: GradedRow) -> Mapping[str, str]:
    said = said_of(one.graded, is_normal=one.is_normal) if one.graded else NOTHING
    none = {"why_no_grade": str(one.fault.message)} if one.fault else {}
    remark = " ".join(filter(None, (said["remark"], *map(str, one.noted))))
    return {**said, **none, "remark": remark}


@lru_cache(maxsize=4096)
def said_of(graded: Graded, *, is_normal: bool) -> Mapping[str, str]:
    is_told = graded.grade is not None
    return {
        **NOTHING,
        "grade": str(graded.grade) if is_told else "",
        "direction": "" if is_normal else graded.rule.direction.value,
        "graded_term": "" if is_normal else graded.rule.term,
        "rule": str(graded.passed or ""),
        "why_no_grade": "" if is_told else str(why_no_grade(graded)),
        "remark": " ".join(map(str, remarks(graded))),
    }


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
