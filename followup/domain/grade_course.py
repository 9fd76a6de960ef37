"""How bad an event was, and from which day: mild at first, severe a week later, mild again.

The grade of the event is the worst it reached. Without changes it was that bad from the start.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from followup.domain.seriousness import FATAL_GRADE
from followup.domain.treatment_windows import Graded
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import Ordering, PartialDate


@dataclass(frozen=True, kw_only=True)
class Course:
    """`changes` are in the order of their days; `at_onset` is the grade before the first."""

    onset: PartialDate
    at_onset: int
    changes: Sequence[Graded] = ()

    @property
    def graded(self) -> tuple[Graded, ...]:
        return (Graded(day=self.onset, grade=self.at_onset), *self.changes)

    @property
    def worst(self) -> int:
        return max(one.grade for one in self.graded)

    def with_change(self, change: Graded) -> "Course":
        return Course(onset=self.onset, at_onset=self.at_onset, changes=(*self.changes, change))

    def without_last(self) -> "Course":
        return Course(onset=self.onset, at_onset=self.at_onset, changes=self.changes[:-1])


def course_from(stored: Sequence[Mapping[str, Any]], *, onset: str, grade: int) -> Course:
    """`stored`: the whole course with the grade at onset first; empty where it never changed."""
    begun = stored[0]["grade"] if stored else grade
    changes = tuple(
        Graded(day=PartialDate.parse(one["day"]), grade=one["grade"]) for one in stored[1:]
    )
    return Course(onset=PartialDate.parse(onset), at_onset=begun, changes=changes)


def as_stored(course: Course) -> list[dict[str, Any]]:
    if not course.changes:
        return []
    return [{"day": one.day.iso(), "grade": one.grade} for one in course.graded]


def fault_of_change(
    course: Course, change: Graded, *, grades: Collection[int], end: PartialDate | None
) -> Message | None:
    """Why the grade cannot have changed so; None where it can."""
    latest = course.graded[-1]
    if change.grade not in grades:
        exist = ", ".join(str(one) for one in sorted(grades))
        return _("The term has no grade {grade}. Its grades are: {grades}.",
                 grade=change.grade, grades=exist)  # fmt: skip
    if change.grade == latest.grade:
        return _("It had grade {grade} already.", grade=change.grade)
    if change.day.compare(latest.day) is Ordering.BEFORE:
        return _(
            "The course stands up to {day}. Write down changes in the order of their days.",
            day=latest.day,
        )
    if end is not None and change.day.compare(end) is Ordering.AFTER:
        return _("The event ended on {end}. Correct its end first.", end=end)
    return None


def fault_of_course(course: Course, *, grade: int) -> Message | None:
    """A corrected grade or onset has to fit the changes that stand; a death is written down by
    correcting the event, and is the worst whatever went before."""
    if not course.changes:
        return None
    if grade not in (course.worst, FATAL_GRADE):
        return _(
            "By its course the worst grade was {worst}. Take back the change on the event's page.",
            worst=course.worst,
        )
    first = course.changes[0]
    if first.day.compare(course.onset) is Ordering.BEFORE:
        return _(
            "Its grade changed on {day}, before this onset. Take back the change first.",
            day=first.day,
        )
    return None
