"""Record that a participant is alive, dead or lost, as known and from whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from casebook.models import Participant, Visit
from followup.actions import recording
from followup.actions.recording import UnableToRecord
from followup.domain.deaths import disagreement
from followup.domain.seriousness import FATAL_GRADE
from followup.models import AdverseEvent, VitalStatus
from followup.selectors.contacts import climb_of
from trials.domain.partial_dates import PartialDate, Precision
from trials.wording import worded

KIND = "vital_status"


@dataclass(frozen=True, kw_only=True)
class Contact:
    vital_status: str
    status_date: PartialDate
    information_source: str
    cause_of_death: str = ""
    recurrence_told: str = ""

    @classmethod
    def of(cls, row: VitalStatus) -> "Contact":
        known = PartialDate.parse(row.status_date)
        return cls(**{**row.as_values(), "status_date": known})

    def columns(self) -> dict[str, Any]:
        return {
            "vital_status": self.vital_status,
            "status_date": self.status_date.iso(),
            "status_earliest": self.status_date.earliest(),
            "information_source": self.information_source,
            "cause_of_death": self.cause_of_death.strip(),
            "recurrence_told": self.recurrence_told,
        }


@act
def record(*, participant: Participant, contact: Contact, by: User, at: datetime) -> VitalStatus:
    today = recording.check_may_record(participant, by=by, at=at)
    if contact.vital_status == VitalStatus.Vital.LOST:
        check_lost(participant, contact)
    check_contact(participant, contact, today=today)
    row = recording.create(VitalStatus, participant, contact.columns(), by=by, at=at)
    recording.hand_down(participant, kind=KIND, by=by, at=at)
    return row


@act
def correct(
    *,
    record: VitalStatus,
    contact: Contact,
    expected_version: int,
    reason: str,
    by: User,
    at: datetime,
) -> VitalStatus:
    today = recording.check_may_record(record.participant, by=by, at=at)
    if contact.vital_status == VitalStatus.Vital.LOST != record.vital_status:
        check_lost(record.participant, contact)
    check_contact(record.participant, contact, today=today)
    if record.vital_status == VitalStatus.Vital.DEAD:
        check_fatal_events(record.participant, contact)
    row = recording.correct(
        record,
        contact.columns(),
        expected_version=expected_version,
        reason=reason,
        by=by,
        at=at,
    )
    recording.hand_down(row.participant, kind=KIND, by=by, at=at)
    return row


def check_lost(participant: Participant, contact: Contact) -> None:
    """Only by the protocol's ladder, and dated as it says."""
    climb = climb_of(participant)
    if not climb.may_be_lost:
        raise UnableToRecord(
            _("%(code)s cannot be declared lost yet. %(next)s Record it on the page “Contact”.")
            % {"code": participant.code, "next": worded(climb.next_step)}
        )
    if contact.status_date != climb.contact:
        raise UnableToRecord(
            _("A loss is dated to the last contact, %(day)s.") % {"day": climb.contact}
        )


def check_contact(participant: Participant, contact: Contact, *, today: date) -> None:
    if contact.vital_status not in VitalStatus.Vital.values:
        raise UnableToRecord(_("Choose alive, dead or lost to follow-up."))
    if contact.recurrence_told and contact.recurrence_told not in VitalStatus.Recurrence.values:
        raise UnableToRecord(_("Choose whether a recurrence was told of: no, yes or unknown."))
    if contact.information_source not in VitalStatus.InformationSource.values:
        raise UnableToRecord(_("Say where the information comes from."))
    day = contact.status_date
    if day.earliest() > today:
        raise UnableToRecord(_("%(day)s is in the future. Check the date.") % {"day": day})
    if contact.vital_status == VitalStatus.Vital.ALIVE:
        recording.check_day(participant, day.earliest(), today=today, what=_("Contact"))
        return
    if day.precision is Precision.YEAR:
        raise UnableToRecord(_("A year alone is not enough. Find out at least the month."))
    if contact.vital_status == VitalStatus.Vital.DEAD:
        check_death(participant, contact)


def check_death(participant: Participant, contact: Contact) -> None:
    if not contact.cause_of_death.strip():
        raise UnableToRecord(_("Give the cause of death, or “unknown”."))
    seen = (
        Visit.objects.filter(participant=participant, visit_date__gt=contact.status_date.latest())
        .order_by("-visit_date")
        .first()
    )
    if seen is not None:
        raise UnableToRecord(
            _("The participant was seen on %(seen)s, after this death. Check both dates.")
            % {"seen": seen.visit_date}
        )


def check_fatal_events(participant: Participant, contact: Contact) -> None:
    """The record of a death is not corrected away from the events that were fatal."""
    is_dead = contact.vital_status == VitalStatus.Vital.DEAD
    death = contact.status_date if is_dead else None
    for event in AdverseEvent.objects.filter(participant=participant, grade=FATAL_GRADE):
        onset, end = PartialDate.parse(event.onset), PartialDate.parse(event.end or event.onset)
        found = disagreement(onset=onset, end=end if event.end else None, death=death)
        if found is not None:
            raise UnableToRecord(
                _("“%(term)s” is recorded as fatal. Correct the event first. %(why)s")
                % {"term": event.term, "why": worded(found)}
            )
