"""Record that a visit took place, or did not and why."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook import sources
from casebook.actions import visit_deviations
from casebook.actions.conflicts import check_version
from casebook.models import Participant, Visit
from casebook.permissions import check_can_enter
from casebook.policies import (
    check_alive,
    check_data_open,
    check_has_consented,
    check_not_withdrawn,
    check_unlocked,
)
from casebook.selectors.calendar import day_at
from casebook.selectors.consents import first_consent
from casebook.selectors.protocols import protocol_behind, version_for
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import is_unplanned, unplanned_code
from trials.domain.rights import Right
from trials.selectors.protocols import protocol_of

SOURCE_KIND = "visit"


class UnableToRecordVisit(Refusal):
    """The visit was not recorded."""


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """What became of a visit: the day it took place and how, or why it did not."""

    outcome: str
    visit_date: date | None = None
    mode: str = str(Visit.Mode.CLINIC)
    not_done_reason: str = ""


@act
def record(
    *, participant: Participant, visit: str, attendance: Attendance, by: User, at: datetime
) -> Visit:
    today = day_at(participant.activation, at)
    check_can_enter(
        by, activation=participant.activation, on=today, right=Right.RECORD_CLINICAL_EVENT
    )
    check_has_consented(participant)
    check_data_open(participant)
    version = version_for(participant, on=today)
    check_known(visit, protocol_of(version))
    check_attendance(participant, attendance, today=today)
    row = Visit(
        activation=participant.activation,
        participant=participant,
        protocol_version=version,
        visit=visit,
        entered_by=by,
        entered_at=at,
    )
    take(row, attendance)
    create_once(row)
    sources.restate_followers(participant, of=SOURCE_KIND)
    visit_deviations.note(participant=participant, by=by, at=at)
    return row


@act
def record_unplanned(
    *, participant: Participant, attendance: Attendance, by: User, at: datetime
) -> Visit:
    """A visit between those of the schedule, numbered as it comes."""
    if attendance.outcome != Visit.Outcome.DONE:
        raise UnableToRecordVisit(
            _("Only a visit that took place is written down outside the schedule.")
        )
    recorded = Visit.objects.filter(participant=participant).values_list("visit", flat=True)
    code = unplanned_code(list(recorded))
    return record(participant=participant, visit=code, attendance=attendance, by=by, at=at)


@act
def correct(
    *,
    visit: Visit,
    attendance: Attendance,
    expected_version: int,
    reason: str,
    by: User,
    at: datetime,
) -> Visit:
    today = day_at(visit.activation, at)
    check_can_enter(by, activation=visit.activation, on=today, right=Right.CORRECT_DATA)
    row = Visit.objects.select_for_update().get(pk=visit.pk)
    check_unlocked(row)
    check_version(row, expected_version)
    if not reason.strip():
        raise UnableToRecordVisit(_("Say why the visit is corrected."))
    check_known(row.visit, protocol_behind(row))
    check_attendance(row.participant, attendance, today=today)
    take(row, attendance)
    row.version += 1
    row.entered_by, row.entered_at = by, at
    row.save()
    sources.restate_followers(row.participant, of=SOURCE_KIND)
    visit_deviations.note(participant=row.participant, by=by, at=at)
    return row


def take(row: Visit, attendance: Attendance) -> None:
    done = attendance.outcome == Visit.Outcome.DONE
    row.outcome = attendance.outcome
    row.mode = attendance.mode
    row.visit_date = attendance.visit_date if done else None
    row.not_done_reason = "" if done else attendance.not_done_reason.strip()


def create_once(row: Visit) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise UnableToRecordVisit(
            _("%(visit)s is recorded already. Open it to correct it.") % {"visit": row.visit}
        ) from error


def check_known(visit: str, protocol: Protocol) -> None:
    known = is_unplanned(visit) or visit in {planned.visit for planned in protocol.visits}
    if protocol.schedule is None or not known:
        raise UnableToRecordVisit(_("The protocol has no visit %(visit)s.") % {"visit": visit})


def check_attendance(participant: Participant, attendance: Attendance, *, today: date) -> None:
    if attendance.outcome not in Visit.Outcome.values or attendance.mode not in Visit.Mode.values:
        raise UnableToRecordVisit(_("Choose whether the visit took place, and how."))
    if attendance.outcome == Visit.Outcome.NOT_DONE:
        if not attendance.not_done_reason.strip():
            raise UnableToRecordVisit(_("Say why the visit did not take place."))
        return
    if attendance.visit_date is None:
        raise UnableToRecordVisit(_("Give the day of the visit."))
    check_day(participant, attendance.visit_date, today=today)


def check_day(participant: Participant, day: date, *, today: date) -> None:
    if day > today:
        raise UnableToRecordVisit(
            _("The visit date %(day)s is in the future. Today is %(today)s.")
            % {"day": day, "today": today}
        )
    consent = first_consent(participant)
    if consent and consent.basis == consent.Basis.SIGNED and day < consent.consent_date:
        raise UnableToRecordVisit(
            _("The visit date %(day)s is before the consent of %(consent)s.")
            % {"day": day, "consent": consent.consent_date}
        )
    check_not_withdrawn(participant, on=day)
    check_alive(participant, on=day)
