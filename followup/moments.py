"""Single doses, adverse events and scans on the participant's timeline.

Surgery, the stretch from first to last dose, recurrence and death stand there already, as facts.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language

from casebook.domain.timeline import TREATMENT, Moment
from casebook.models import Participant
from followup.facts import agent_of
from followup.models import AdverseEvent, TreatmentCourse, TumorAssessment
from trials.domain.ctcae.terms import term
from trials.domain.messages import gettext_noop as _
from trials.domain.partial_dates import PartialDate
from trials.wording import unit_shown, worded

EVENTS, SCANS = _("Adverse events"), _("Scans")
SCAN_TONES = {"none": "done", "equivocal": "due", "recurrence": "overdue"}


def moments_of(participant: Participant) -> Iterator[Moment]:
    records = reverse(
        "followup:records", args=[participant.activation.trial.slug, participant.code]
    )
    for sessions in by_day(single_doses(participant)):
        yield of_sessions(sessions, records)
    for event in AdverseEvent.objects.filter(participant=participant):
        yield of_event(event, records)
    for scan in TumorAssessment.objects.filter(participant=participant):
        yield of_scan(scan, records)


def single_doses(participant: Participant) -> Iterable[TreatmentCourse]:
    """Infusions, sessions: what began and ended on one day."""
    found = TreatmentCourse.objects.filter(participant=participant, end_date=F("start_date"))
    given = found.select_related("protocol_version__trial").defer("protocol_version__source")
    return given.order_by("start_date", "pk")


def by_day(courses: Iterable[TreatmentCourse]) -> Iterable[Sequence[TreatmentCourse]]:
    """A session gives several agents; on the axis it is one."""
    days: dict[date, list[TreatmentCourse]] = {}
    for course in courses:
        days.setdefault(course.start_date, []).append(course)
    return days.values()


def of_sessions(courses: Sequence[TreatmentCourse], records: str) -> Moment:
    first, *_others = courses
    return Moment(
        lane=TREATMENT,
        label="; ".join(given(course) for course in courses),
        starts=PartialDate.of(first.start_date),
        href=f"{records}#course-{first.pk}",
    )


def given(course: TreatmentCourse) -> str:
    agent = worded(agent_of(course).label)
    if course.dose is None:
        return agent
    return f"{agent} {course.dose.normalize():f} {unit_shown(course.dose_unit)}"


def of_event(event: AdverseEvent, records: str) -> Moment:
    """One without an end is drawn on its onset alone: whether it goes on is not known."""
    name = term(event.term).label(get_language() or "en")
    return Moment(
        lane=EVENTS,
        label=f"{name} {event.grade}",
        starts=PartialDate.parse(event.onset),
        ends=PartialDate.parse(event.end) if event.end else None,
        tone="overdue" if event.serious else "due",
        href=f"{records}#event-{event.pk}",
    )


def of_scan(scan: TumorAssessment, records: str) -> Moment:
    return Moment(
        lane=SCANS,
        label=str(scan.get_finding_display()),
        starts=PartialDate.of(scan.scan_date),
        tone=SCAN_TONES[scan.finding] if scan.adequate else "empty",
        href=f"{records}#scan-{scan.pk}",
    )
