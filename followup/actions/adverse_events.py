"""Report an adverse event: four judgments, none taken from another."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from casebook.models import Participant
from casebook.selectors.facts import facts_of
from followup.actions import recording
from followup.actions.recording import UnableToRecord
from followup.domain.deaths import disagreement
from followup.domain.grade_course import course_from, fault_of_course
from followup.domain.seriousness import (
    FATAL_GRADE,
    NOT_RELATED,
    RELATED,
    Criterion,
    contradictions,
)
from followup.models import AdverseEvent
from trials.domain.ctcae.terms import UnknownTerm, grades_of, needs_text
from trials.domain.partial_dates import Ordering, PartialDate
from trials.domain.values import day_of
from trials.wording import worded

KIND = "adverse_event"


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened. `causality` says of each agent whether the investigator blames it,
    `action_taken` what was done with it because of the event. `serious_aware_at` is when the site
    learned that it is serious, if only later than of the event."""

    term: str
    grade: int
    onset: PartialDate
    outcome: str
    aware_at: datetime
    end: PartialDate | None = None
    term_text: str = ""
    seriousness: tuple[str, ...] = ()
    causality: Mapping[str, str] = field(default_factory=dict)
    action_taken: Mapping[str, str] = field(default_factory=dict)
    expected: bool | None = None
    narrative: str = ""
    serious_aware_at: datetime | None = None

    @classmethod
    def of(cls, row: AdverseEvent) -> "Event":
        values = {one.name: getattr(row, one.name) for one in fields(cls)}
        return cls(
            **{
                **values,
                "onset": PartialDate.parse(row.onset),
                "end": PartialDate.parse(row.end) if row.end else None,
                "seriousness": tuple(row.seriousness),
            }
        )

    def columns(self) -> dict[str, Any]:
        return {
            "term": self.term,
            "term_text": self.term_text.strip(),
            "grade": self.grade,
            "onset": self.onset.iso(),
            "onset_earliest": self.onset.earliest(),
            "onset_latest": self.onset.latest(),
            "end": self.end.iso() if self.end else "",
            "end_latest": self.end.latest() if self.end else None,
            "serious": bool(self.seriousness),
            "seriousness": sorted(self.seriousness),
            "causality": dict(self.causality),
            "action_taken": dict(self.action_taken),
            "expected": self.expected,
            "outcome": self.outcome,
            "narrative": self.narrative.strip(),
            "aware_at": self.aware_at,
            "serious_aware_at": self.serious_aware_at,
        }


@act
def report(*, participant: Participant, event: Event, by: User, at: datetime) -> AdverseEvent:
    today = recording.check_may_record(participant, by=by, at=at)
    check_event(participant, event, today=today, at=at)
    return recording.create(AdverseEvent, participant, event.columns(), by=by, at=at)


@act
def correct(
    *,
    record: AdverseEvent,
    event: Event,
    expected_version: int,
    reason: str,
    by: User,
    at: datetime,
) -> AdverseEvent:
    today = recording.check_may_record(record.participant, by=by, at=at)
    check_event(record.participant, event, today=today, at=at)
    check_course(record, event)
    return recording.correct(
        record, event.columns(), expected_version=expected_version, reason=reason, by=by, at=at
    )


@act
def tell_sponsor(
    *, record: AdverseEvent, told_at: datetime, by: User, at: datetime
) -> AdverseEvent:
    """Record that the sponsor was told of the serious event: it stops the clock."""
    recording.check_may_record(record.participant, by=by, at=at)
    row = AdverseEvent.objects.select_for_update().get(pk=record.pk)
    check_to_be_told(row, told_at, at=at)
    return recording.correct(
        row,
        {"reported_at": told_at},
        expected_version=row.version,
        reason=_("The sponsor was told"),
        by=by,
        at=at,
    )


def check_to_be_told(event: AdverseEvent, told_at: datetime, *, at: datetime) -> None:
    if not event.serious:
        raise UnableToRecord(_("Only a serious event is reported to the sponsor at once."))
    if event.reported_at is not None:
        raise UnableToRecord(_("The sponsor has been told of this event already."))
    if told_at > at:
        raise UnableToRecord(_("The sponsor was told in the future? Check the date."))
    if told_at < event.serious_from:
        raise UnableToRecord(_("The sponsor cannot know before the site does. Check the date."))


def check_event(participant: Participant, event: Event, *, today: date, at: datetime) -> None:
    check_term(event)
    check_dates(participant, event, today=today, at=at)
    check_judgments(participant, event)


def check_course(record: AdverseEvent, event: Event) -> None:
    """Changes of the grade stay when the event is corrected, and have to fit it."""
    course = course_from(record.grades, onset=event.onset.iso(), grade=event.grade)
    found = fault_of_course(course, grade=event.grade)
    if found is not None:
        raise UnableToRecord(worded(found))


def check_term(event: Event) -> None:
    try:
        grades = grades_of(event.term)
    except UnknownTerm as unknown:
        raise UnableToRecord(unknown.message.render(_)) from unknown
    if event.grade not in grades:
        raise UnableToRecord(
            _("“%(term)s” has no grade %(grade)s. Its grades are: %(grades)s.")
            % {
                "term": event.term,
                "grade": event.grade,
                "grades": ", ".join(str(grade) for grade in grades),
            }
        )
    if needs_text(event.term) and not event.term_text.strip():
        raise UnableToRecord(_("“Other, specify” needs a text: say what it was."))


def check_dates(participant: Participant, event: Event, *, today: date, at: datetime) -> None:
    recording.check_day(participant, event.onset.earliest(), today=today, what=_("Onset"))
    if event.aware_at > at:
        raise UnableToRecord(_("The site came to know of it in the future? Check the date."))
    check_serious_later(event, at=at)
    if event.end is None:
        return
    if event.end.earliest() > today:
        raise UnableToRecord(_("The end %(day)s is in the future.") % {"day": event.end})
    if event.end.compare(event.onset) is Ordering.BEFORE:
        raise UnableToRecord(_("The event ends before it begins. Check both dates."))


def check_serious_later(event: Event, *, at: datetime) -> None:
    learned = event.serious_aware_at
    if learned is None:
        return
    if not event.seriousness:
        raise UnableToRecord(
            _("The event is not serious. Tick why it is, or leave empty when that was learned.")
        )
    if learned > at:
        raise UnableToRecord(
            _("The site learned that it is serious in the future? Check day and time.")
        )
    if learned < event.aware_at:
        raise UnableToRecord(
            _("It was known to be serious before it was known at all. Check both days and times.")
        )


def check_judgments(participant: Participant, event: Event) -> None:
    known = {criterion.value for criterion in Criterion}
    if set(event.seriousness) - known:
        raise UnableToRecord(_("Choose among the six seriousness criteria."))
    if event.outcome not in AdverseEvent.Outcome.values:
        raise UnableToRecord(_("Choose the outcome."))
    check_causality(participant, event)
    found = contradictions(
        grade=event.grade,
        outcome=event.outcome,
        criteria={Criterion(one) for one in event.seriousness},
    )
    if found:
        raise UnableToRecord(" ".join(message.render(_) for _field, message in found))
    if event.grade == FATAL_GRADE:
        check_death(participant, event)


def check_death(participant: Participant, event: Event) -> None:
    death = day_of(facts_of(participant, "death"), "death")
    found = disagreement(onset=event.onset, end=event.end, death=death)
    if found is not None:
        raise UnableToRecord(worded(found))


def check_causality(participant: Participant, event: Event) -> None:
    protocol = recording.protocol_agreed_to(participant)
    agents = {agent.id for agent in protocol.agents if agent.causality}
    if set(event.causality) - agents:
        raise UnableToRecord(_("Causality is judged for the agents of the protocol only."))
    if set(event.causality.values()) - {RELATED, NOT_RELATED}:
        raise UnableToRecord(_("Say of each agent: related or not related."))
    if set(event.action_taken) - agents:
        raise UnableToRecord(_("Only agents of the protocol are changed because of an event."))
    if set(event.action_taken.values()) - set(AdverseEvent.ActionTaken.values):
        raise UnableToRecord(_("Choose what was done with each agent."))
