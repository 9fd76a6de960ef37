"""Write down that an event became better or worse; the grade of the event is the worst."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from followup.actions import recording
from followup.actions.recording import UnableToRecord
from followup.domain.grade_course import Course, as_stored, course_from, fault_of_change
from followup.domain.seriousness import FATAL_GRADE
from followup.domain.treatment_windows import Graded
from followup.models import AdverseEvent
from trials.domain.ctcae.terms import grades_of
from trials.domain.partial_dates import PartialDate
from trials.wording import worded


@act
def change(
    *, record: AdverseEvent, change: Graded, expected_version: int, by: User, at: datetime
) -> AdverseEvent:
    today = recording.check_may_record(record.participant, by=by, at=at)
    recording.check_day(record.participant, change.day.earliest(), today=today, what=_("Change"))
    if FATAL_GRADE in (change.grade, record.grade):
        raise UnableToRecord(
            _("Grade 5 is a death: correct the event itself, its outcome and seriousness.")
        )
    course = course_of(record)
    found = fault_of_change(course, change, grades=grades_of(record.term), end=end_of(record))
    if found is not None:
        raise UnableToRecord(worded(found))
    return kept(
        record,
        course.with_change(change),
        expected_version=expected_version,
        reason=_("The grade changed"),
        by=by,
        at=at,
    )


@act
def take_back(
    *, record: AdverseEvent, expected_version: int, reason: str, by: User, at: datetime
) -> AdverseEvent:
    """Undo the latest change; the history keeps it."""
    course = course_of(record)
    if not course.changes:
        raise UnableToRecord(_("The grade never changed."))
    return kept(
        record,
        course.without_last(),
        expected_version=expected_version,
        reason=reason,
        by=by,
        at=at,
    )


def kept(
    record: AdverseEvent,
    course: Course,
    *,
    expected_version: int,
    reason: str,
    by: User,
    at: datetime,
) -> AdverseEvent:
    return recording.correct(
        record,
        {"grades": as_stored(course), "grade": course.worst},
        expected_version=expected_version,
        reason=reason,
        by=by,
        at=at,
    )


def course_of(event: AdverseEvent) -> Course:
    return course_from(event.grades, onset=event.onset, grade=event.grade)


def end_of(event: AdverseEvent) -> PartialDate | None:
    return PartialDate.parse(event.end) if event.end else None
