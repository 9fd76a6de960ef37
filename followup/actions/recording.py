"""What every follow-up record shares: who may write it, for which day, once, and corrected how."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal
from casebook import sources
from casebook.actions import record_suggestions
from casebook.actions.conflicts import check_version
from casebook.actions.lapses import lapse
from casebook.actions.rule_following import follow_rules
from casebook.models import Participant, Record
from casebook.permissions import check_can_enter
from casebook.policies import (
    check_alive,
    check_data_open,
    check_has_consented,
    check_not_withdrawn,
    check_unlocked,
)
from casebook.selectors.calendar import day_at
from casebook.selectors.consents import version_agreed_to
from casebook.selectors.verifications import answers_in
from trials.domain.messages import gettext_noop as noop
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.selectors.protocols import protocol_of

R = TypeVar("R", bound=Record)


class UnableToRecord(Refusal):
    """The follow-up record was not stored."""


def check_may_record(participant: Participant, *, by: User, at: datetime) -> date:
    """Today at the site, once it is clear that this person may record here."""
    today = day_at(participant.activation, at)
    check_can_enter(
        by, activation=participant.activation, on=today, right=Right.RECORD_CLINICAL_EVENT
    )
    check_has_consented(participant)
    check_data_open(participant)
    return today


def check_day(participant: Participant, day: date | None, *, today: date, what: str) -> None:
    """The day something happened: not to come, not after death, not after withdrawal."""
    if day is None:
        return
    if day > today:
        raise UnableToRecord(
            _("%(what)s: %(day)s is in the future. Today is %(today)s. Check the date.")
            % {"what": what, "day": day, "today": today}
        )
    check_not_withdrawn(participant, on=day)
    check_alive(participant, on=day)


def protocol_agreed_to(participant: Participant) -> Protocol:
    return protocol_of(version_agreed_to(participant))


def create(
    model: type[R], participant: Participant, values: Mapping[str, Any], *, by: User, at: datetime
) -> R:
    record = model(
        activation=participant.activation,
        participant=participant,
        protocol_version=version_agreed_to(participant),
        entered_by=by,
        entered_at=at,
        **values,
    )
    save_or_refuse(record)
    return record


def correct(
    record: R,
    values: Mapping[str, Any],
    *,
    expected_version: int,
    reason: str,
    by: User,
    at: datetime,
) -> R:
    """Overwrite with a reason; the history keeps what stood before."""
    today = day_at(record.activation, at)
    check_can_enter(by, activation=record.activation, on=today, right=Right.CORRECT_DATA)
    row = type(record).objects.select_for_update().get(pk=record.pk)
    check_unlocked(row)
    check_version(row, expected_version)
    if not reason.strip():
        raise UnableToRecord(_("Say why the record is corrected."))
    before = answers_in(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.entered_by, row.entered_at = by, at
    save_or_refuse(row)
    lapse(row, before)
    record_suggestions.settle(row, by=by, at=at)
    return row


# What the database refuses, in the words of the person who typed it.
BROKEN_RULES = {
    "course_no_overlap_of_one_agent": noop(
        "This agent is recorded for some of these days already. End the earlier course first."
    ),
    "surgery_once_per_day": noop("A surgery is recorded for that day already."),
    "assessment_once_per_scan": noop("This scan is recorded already. Open it to correct it."),
    "participant_dies_once": noop("A death is recorded already. Open it to correct it."),
    "ae_death_shows_alike": noop(
        "Grade 5, the outcome fatal and “Results in death” go together: all three or none."
    ),
    "fatal_event_needs_death": noop(
        "Grade 5 is a death, and none is on record. Record the death first."
    ),
    "death_stays_under_fatal_event": noop(
        "An event of grade 5 is on record. Correct the event first, then the death."
    ),
    "ae_reported_after_known": noop(
        "The sponsor was told before the day the site is said to have known. Check the day."
    ),
    "ae_reported_after_serious": noop(
        "The sponsor was told before the site is said to have learned that the event is serious."
        " Check day and time."
    ),
    "ctcae_grade_exists": noop("CTCAE has no such grade for this term. Choose one of its grades."),
}


def save_or_refuse(record: Record) -> None:
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        rule = error.__cause__.diag.constraint_name if error.__cause__ else ""
        if rule in BROKEN_RULES:
            raise UnableToRecord(_(BROKEN_RULES[rule])) from error
        raise


def hand_down(participant: Participant, *, kind: str, by: User, at: datetime) -> None:
    """Facts of this kind of record, and of whoever follows it; then the rules look at them."""
    sources.restate(participant, kind=kind)
    sources.restate_followers(participant, of=kind)
    follow_rules(participant, by=by, at=at)
