"""The row behind a filled-in form: found under a lock, written once per change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from casebook import sources
from casebook.actions.conflicts import Conflict
from casebook.actions.form_facts import SOURCE_KIND, hand_down_form
from casebook.actions.lapses import lapse
from casebook.actions.query_following import follow
from casebook.actions.rule_following import follow_rules
from casebook.domain.doubts import Problem
from casebook.domain.edit_checks import CheckedForm
from casebook.domain.occasions import CHECKS, Occasion
from casebook.models import FormRecord, Participant, Record
from casebook.selectors.forms import occasion_of, place, record_at
from trials.models import ProtocolVersion


def lock(participant: Participant, occasion: Occasion) -> FormRecord | None:
    rows = FormRecord.objects.select_for_update(of=("self",))
    return rows.filter(**place(participant, occasion)).first()


def blank(participant: Participant, occasion: Occasion, version: ProtocolVersion) -> FormRecord:
    """Version 0: not saved before."""
    return FormRecord(
        activation=participant.activation,
        protocol_version=version,
        version=0,
        status=Record.Status.INCOMPLETE,
        **place(participant, occasion),
    )


def data_of(checked: CheckedForm) -> dict[str, Any]:
    """Answers by item, and under CHECKS why an unlikely pair of answers is right all the same."""
    data = {name: answer.as_stored() for name, answer in checked.answers.items()}
    confirmed = {one.check: one.confirmed_by for one in checked.problems if one.check}
    reasons = {check: reason for check, reason in confirmed.items() if reason}
    return {**data, CHECKS: reasons} if reasons else data


def write(
    record: FormRecord,
    data: dict[str, Any],
    *,
    complete: bool,
    by: User,
    at: datetime,
    not_done_reason: str = "",
    problems: Iterable[Problem] = (),
) -> None:
    status = Record.Status.COMPLETE if complete else Record.Status.INCOMPLETE
    now = (data, str(status), not_done_reason)
    if record.version and now == (record.data, record.status, record.not_done_reason):
        return
    before = record.data
    record.data, record.status, record.not_done_reason = now
    record.version += 1
    record.entered_by, record.entered_at = by, at
    keep(record)
    lapse(record, before)
    hand_down_form(record)
    sources.restate_followers(record.participant, of=SOURCE_KIND)
    follow(record, problems, by=by, at=at)
    follow_rules(record.participant, by=by, at=at)


def keep(record: FormRecord) -> None:
    expected = record.version - 1
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        # Both had opened an empty form, and the other was first.
        occasion = occasion_of(record)
        first = record_at(record.participant, occasion)
        if first is None or first.pk == record.pk:
            raise
        raise Conflict(first, expected) from error
