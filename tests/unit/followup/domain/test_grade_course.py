import pytest

from followup.domain.grade_course import (
    Course,
    as_stored,
    course_from,
    fault_of_change,
    fault_of_course,
)
from followup.domain.treatment_windows import Graded
from trials.domain.partial_dates import PartialDate


def graded(day, grade):
    return Graded(day=PartialDate.parse(day), grade=grade)


def course(*changes, onset="2026-03-01", at_onset=2):
    return Course(
        onset=PartialDate.parse(onset),
        at_onset=at_onset,
        changes=tuple(graded(*one) for one in changes),
    )


@pytest.mark.parametrize(
    ("found", "worst"),
    [(course(), 2), (course(("2026-03-05", 4), ("2026-03-09", 1)), 4), (course(("2026-03", 1)), 2)],
)
def test_worst_of_the_course(found, worst):
    assert found.worst == worst


def test_what_is_stored_is_read_back():
    changed = course(("2026-03-05", 4), ("2026-04", 1))
    stored = as_stored(changed)
    assert stored[0] == {"day": "2026-03-01", "grade": 2}
    assert course_from(stored, onset="2026-03-01", grade=4) == changed
    assert as_stored(course()) == []
    assert course_from([], onset="2026-03-01", grade=2) == course()


def test_last_change_is_taken_back():
    assert course(("2026-03-05", 4)).without_last() == course()
    assert course().with_change(graded("2026-03-05", 4)) == course(("2026-03-05", 4))


@pytest.mark.parametrize(
    ("before", "change", "end", "said"),
    [
        (course(), ("2026-03-05", 5), None, "no grade 5. Its grades are: 1, 2, 3"),
        (course(), ("2026-03-05", 2), None, "had grade 2 already"),
        (course(), ("2026-02-28", 3), None, "stands up to 2026-03-01"),
        (course(("2026-03-05", 3)), ("2026-03-04", 2), None, "stands up to 2026-03-05"),
        (course(), ("2026-03-05", 3), "2026-03-04", "ended on 2026-03-04"),
        (course(), ("2026-03-01", 3), None, None),
        (course(), ("2026-03", 3), "2026-03-04", None),
        (course(("2026-03-05", 3)), ("2026-03-05", 2), "2026-03-05", None),
    ],
)
def test_change_that_can_and_cannot_be(before, change, end, said):
    ended = PartialDate.parse(end) if end else None
    found = fault_of_change(before, graded(*change), grades=(1, 2, 3), end=ended)
    assert (str(found) if found else None) == said or said in str(found)


@pytest.mark.parametrize(
    ("found", "grade", "said"),
    [
        (course(), 4, None),
        (course(("2026-03-05", 3)), 3, None),
        (course(("2026-03-05", 3)), 5, None),
        (course(("2026-03-05", 3)), 2, "worst grade was 3"),
        (course(("2026-02-05", 3)), 3, "changed on 2026-02-05, before this onset"),
    ],
)
def test_correction_fits_the_course(found, grade, said):
    fault = fault_of_course(found, grade=grade)
    assert fault is None if said is None else said in str(fault)
