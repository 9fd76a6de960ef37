"""What follow-up says of a participant: doses, surgery, scans, contacts, death.

A fact that moves on (each clear scan, each contact) is said once per record, so that a data cut of
an earlier day still finds the one that stood then.
"""

from collections.abc import Sequence
from datetime import date

from casebook.actions.facts import FactSource, NewFact
from casebook.models import Participant, Record, Visit
from casebook.selectors.facts import facts_of
from casebook.sources import Said
from enrollment.models import TreatmentDecision
from followup.models import Surgery, TreatmentCourse, TumorAssessment, VitalStatus
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.arms import Adjuvant, Agent
from trials.domain.values import Missing, day_of
from trials.selectors.protocols import protocol_of


def dated(name: str, day: date | PartialDate) -> NewFact:
    when = PartialDate.of(day) if isinstance(day, date) else day
    return NewFact(name=name, value=when, date=when)


def source(kind: str, record: Record) -> FactSource:
    return FactSource(kind=kind, id=str(record.pk), content=record.as_values())


FIRST_ADJUVANT = {Adjuvant.TACE: "first_tace", Adjuvant.SYSTEMIC: "first_systemic"}


def facts_of_treatments(participant: Participant) -> Said:
    """Surgery and recurrence matter to adjuvant treatment only."""
    found = TreatmentCourse.objects.filter(participant=participant)
    courses = list(
        found.select_related("protocol_version__trial").defer("protocol_version__source")
    )
    if not any(agent_of(course).adjuvant for course in courses):
        return said_by_courses(courses, operated=None, recurred=None)
    operated = day_of(facts_of(participant, "surgery_date"), "surgery_date")
    return said_by_courses(
        courses,
        operated=operated.full if operated else None,
        recurred=recurrence_date(participant),
    )


def said_by_courses(
    courses: Sequence[TreatmentCourse], *, operated: date | None, recurred: date | None
) -> Said:
    """First and last dose of the neoadjuvant agents (an open course has no last dose yet), and the
    first of each kind of adjuvant treatment. `courses` are all of one participant."""
    extremes = {
        "first_dose": first_course(courses),
        "last_dose": last_course(courses),
        **first_adjuvants(courses, operated=operated, recurred=recurred),
    }
    for course in courses:
        names = [name for name, one in extremes.items() if one is course]
        yield source("treatment_course", course), [dose(name, course) for name in names]


def dose(name: str, course: TreatmentCourse) -> NewFact:
    if name == "last_dose":
        assert course.end_date is not None  # an open course is never the last one
        return dated(name, course.end_date)
    return dated(name, course.start_date)


def first_adjuvants(
    courses: Sequence[TreatmentCourse], *, operated: date | None, recurred: date | None
) -> dict[str, TreatmentCourse]:
    """Begun on or after the day of surgery and before any recurrence: date order decides, and
    whoever was treated for a recurrence received no adjuvant treatment then."""
    if operated is None:
        return {}
    firsts: dict[str, TreatmentCourse] = {}
    for course in sorted(courses, key=lambda one: (one.start_date, one.pk)):
        kind = agent_of(course).adjuvant
        if kind and operated <= course.start_date < (recurred or date.max):
            firsts.setdefault(FIRST_ADJUVANT[kind], course)
    return firsts


def first_course(courses: Sequence[TreatmentCourse]) -> TreatmentCourse | None:
    given = [course for course in courses if agent_of(course).neoadjuvant]
    return min(given, key=lambda one: (one.start_date, one.pk), default=None)


def last_course(courses: Sequence[TreatmentCourse]) -> TreatmentCourse | None:
    """None as long as one of them goes on."""
    given = [course for course in courses if agent_of(course).neoadjuvant]
    ended = [(course.end_date, -course.pk, course) for course in given if course.end_date]
    return max(ended)[2] if ended and len(ended) == len(given) else None


def agent_of(course: TreatmentCourse) -> Agent:
    return protocol_of(course.protocol_version).agent(course.agent)


def recurrence_date(participant: Participant) -> date | None:
    first = first_recurrence(list(TumorAssessment.objects.filter(participant=participant)))
    return seen_on(first) if first else None


def facts_of_strategy(participant: Participant) -> Said:
    """As it was locked: what is corrected afterwards is shown beside it, and moves nobody."""
    locked = TreatmentDecision.objects.filter(
        participant=participant, status=TreatmentDecision.Status.LOCKED
    )
    for decision in locked.select_related("protocol_version__trial"):
        yield source("strategy", decision), [strategy_in(decision)]


def strategy_in(decision: TreatmentDecision) -> NewFact:
    plan = protocol_of(decision.protocol_version).concordance
    assert plan is not None  # else nothing could be decided
    assert decision.landmark_date is not None  # a locked decision has one
    day = PartialDate.of(decision.landmark_date)
    if not decision.received:
        return NewFact(name=plan.received, missing=Missing.NOT_APPLICABLE, date=day)
    return NewFact(name=plan.received, value=decision.received, date=day)


def facts_of_surgeries(participant: Participant) -> Said:
    for surgery in Surgery.objects.filter(participant=participant).order_by("surgery_date"):
        yield said_by_surgery(surgery)


def said_by_surgery(surgery: Surgery) -> tuple[FactSource, list[NewFact]]:
    facts = [dated("surgery_date", surgery.surgery_date), histology_of(surgery)]
    return source("surgery", surgery), facts


def histology_of(surgery: Surgery) -> NewFact:
    if surgery.histology == Surgery.Histology.PENDING:
        return NewFact(name="histology", missing=Missing.UNKNOWN)
    day = PartialDate.of(surgery.histology_date or surgery.surgery_date)
    return NewFact(name="histology", value=surgery.histology, date=day)


def facts_of_assessments(participant: Participant) -> Said:
    """Clear adequate scans keep recurrence-free time running; the first recurrence ends it."""
    scans = list(TumorAssessment.objects.filter(participant=participant))
    first = first_recurrence(scans)
    for scan in scans:
        yield said_by_scan(scan, is_first_recurrence=scan is first)


def said_by_scan(
    scan: TumorAssessment, *, is_first_recurrence: bool
) -> tuple[FactSource, list[NewFact]]:
    facts = []
    if scan.adequate and scan.finding == TumorAssessment.Finding.NONE:
        facts.append(dated("last_adequate_imaging", scan.scan_date))
    if is_first_recurrence:
        facts.append(dated("recurrence", seen_on(scan)))
    return source("tumor_assessment", scan), facts


def seen_on(scan: TumorAssessment) -> date:
    """Equivocal and confirmed later counts from the first scan (RECIST 1.1, 4.3.5)."""
    return scan.first_seen_date or scan.scan_date


def first_recurrence(scans: list[TumorAssessment]) -> TumorAssessment | None:
    found = [scan for scan in scans if scan.finding == TumorAssessment.Finding.RECURRENCE]
    return min(found, key=seen_on) if found else None


def facts_of_vital_status(participant: Participant) -> Said:
    for status in VitalStatus.objects.filter(participant=participant):
        yield said_by_status(status)


def said_by_status(status: VitalStatus) -> tuple[FactSource, list[NewFact]]:
    """Until the day of death the participant was known to be alive; so until a loss."""
    day = PartialDate.parse(status.status_date)
    facts = [dated("last_contact", day)]
    if status.vital_status != VitalStatus.Vital.ALIVE:
        name = "death" if status.vital_status == VitalStatus.Vital.DEAD else "lost"
        facts.append(dated(name, day))
    return source("vital_status", status), facts


def facts_of_contacts(participant: Participant) -> Said:
    """Whoever came to a visit, a scan or surgery was alive that day."""
    for visit in Visit.objects.filter(participant=participant):
        facts = [dated("last_contact", visit.visit_date)] if visit.visit_date else []
        yield source("contact_visit", visit), facts
    for scan in TumorAssessment.objects.filter(participant=participant):
        yield contact_by_scan(scan)
    for surgery in Surgery.objects.filter(participant=participant):
        yield contact_by_surgery(surgery)


def contact_by_scan(scan: TumorAssessment) -> tuple[FactSource, list[NewFact]]:
    return source("contact_scan", scan), [dated("last_contact", scan.scan_date)]


def contact_by_surgery(surgery: Surgery) -> tuple[FactSource, list[NewFact]]:
    return source("contact_surgery", surgery), [dated("last_contact", surgery.surgery_date)]
