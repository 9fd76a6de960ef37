"""Fill in a form: keep a draft, save, correct, or say that it was not done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook.actions.conflicts import Conflict, check_version
from casebook.actions.form_files import check_files_are_here
from casebook.actions.form_rows import blank, data_of, lock, write
from casebook.actions.form_tables import upon
from casebook.consent_policies import check_new_answers
from casebook.domain.answers import Entry
from casebook.domain.edit_checks import CheckedForm, check_form
from casebook.domain.occasions import Occasion, find_form, is_foreseen
from casebook.models import Draft, FormRecord, Participant, Record
from casebook.permissions import check_can_enter
from casebook.policies import (
    check_has_consented,
    check_unlocked,
    check_visit_before_withdrawal,
    visit_day,
)
from casebook.selectors.calendar import day_at
from casebook.selectors.facts import facts_at, facts_for
from casebook.selectors.forms import occasion_of, place
from casebook.selectors.protocols import protocol_behind, version_for
from trials.domain.conditions import truth_of
from trials.domain.protocol.forms import Form
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.domain.truth import Truth
from trials.selectors.protocols import protocol_of


class UnableToSave(Refusal):
    """The form was not saved."""


class AnswersToMend(UnableToSave):
    """Some answers cannot be kept as they are; `checked` says which and how to mend them."""

    status = 422

    def __init__(self, checked: CheckedForm) -> None:
        self.checked = checked
        super().__init__(_("Not saved yet: some answers need to be mended."))


class AnswersToDrop(UnableToSave):
    """Answers given before are no longer asked for; removing them has to be agreed to."""

    def __init__(self, checked: CheckedForm, dropped: tuple[str, ...]) -> None:
        self.checked, self.dropped = checked, dropped
        super().__init__(
            _(
                "Some answers belong to questions that no longer apply. Saving removes them from "
                "the form; the history keeps them. Tick the box to agree."
            )
        )


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was typed, and what it was typed over.

    `expected_version` is the version that was open, 0 for a form not saved before. `reasons`
    confirms unlikely findings between answers; `may_drop` agrees to removing answers whose
    question no longer applies.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    expected_version: int = 0
    reasons: Mapping[str, str] = field(default_factory=dict)
    may_drop: bool = False


def save_draft(
    *,
    participant: Participant,
    occasion: Occasion,
    fields: Mapping[str, Any],
    by: User,
    at: datetime,
) -> Draft:
    """Keep what was typed so far, for its author alone. No act yet: nothing of it counts."""
    check_can_enter(by, activation=participant.activation, on=day_at(participant.activation, at))
    check_has_consented(participant)
    draft, _created = Draft.objects.update_or_create(
        user=by,
        **place(participant, occasion),
        defaults={"activation": participant.activation, "fields": dict(fields), "saved_at": at},
    )
    return draft


def discard_draft(*, participant: Participant, occasion: Occasion, by: User) -> None:
    Draft.objects.filter(user=by, **place(participant, occasion)).delete()


@act
def save(
    *,
    participant: Participant,
    occasion: Occasion,
    answers: Answers,
    complete: bool,
    by: User,
    at: datetime,
) -> FormRecord:
    """Save the form as incomplete or complete; the author's draft is used up."""
    today = day_at(participant.activation, at)
    record = lock(participant, occasion) or new_record(participant, occasion, on=today)
    form = form_to_fill(record, by=by, today=today)
    check_open(record, answers.expected_version)
    checked = check(form, record, answers, today=today)
    check_kept(checked, answers, record, complete=complete)
    data = data_agreed_to(checked, record, form, today=today)
    write(record, data, complete=complete, by=by, at=at, problems=checked.problems)
    discard_draft(participant=participant, occasion=occasion, by=by)
    return record


@act
def correct(
    *, record: FormRecord, answers: Answers, reason: str, by: User, at: datetime
) -> FormRecord:
    """Change a completed form; why is part of the record."""
    today = day_at(record.activation, at)
    row = FormRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    form = form_to_fill(row, by=by, today=today, right=Right.CORRECT_DATA)
    check_unlocked(row)
    check_version(row, answers.expected_version)
    if not reason.strip():
        raise UnableToSave(_("Say why the form is corrected."))
    checked = check(form, row, answers, today=today)
    check_kept(checked, answers, row, complete=True)
    data = data_agreed_to(checked, row, form, today=today)
    write(row, data, complete=True, by=by, at=at, problems=checked.problems)
    discard_draft(participant=row.participant, occasion=occasion_of(row), by=by)
    return row


@act
def mark_not_done(
    *,
    participant: Participant,
    occasion: Occasion,
    not_done_reason: str,
    expected_version: int,
    by: User,
    at: datetime,
) -> FormRecord:
    """The whole form was not done: every question is without an answer, for that reason."""
    today = day_at(participant.activation, at)
    record = lock(participant, occasion) or new_record(participant, occasion, on=today)
    form_to_fill(record, by=by, today=today)
    check_open(record, expected_version)
    if not not_done_reason.strip():
        raise UnableToSave(_("Say why the form was not done."))
    write(record, {}, complete=True, by=by, at=at, not_done_reason=not_done_reason.strip())
    discard_draft(participant=participant, occasion=occasion, by=by)
    return record


def new_record(participant: Participant, occasion: Occasion, *, on: date) -> FormRecord:
    version = version_for(participant, on=on)
    if not is_foreseen(protocol_of(version), occasion):
        raise UnableToSave(
            _("The protocol does not ask for the form %(form)s here.") % {"form": occasion.form_id}
        )
    return blank(participant, occasion, version)


def form_to_fill(
    record: FormRecord, *, by: User, today: date, right: Right = Right.ENTER_DATA
) -> Form:
    """The form, once it is clear that this person may fill it in for this participant now."""
    participant = record.participant
    protocol = protocol_behind(record)
    form = protocol.form(record.form_id)
    check_can_enter(by, activation=record.activation, on=today, form=form, right=right)
    check_has_consented(participant)
    check_visit_before_withdrawal(participant, record.visit, today=today)
    check_asked(form, participant, protocol)
    return form


def check_asked(form: Form, participant: Participant, protocol: Protocol) -> None:
    """Unknown does not forbid: what settles it may come later."""
    if form.shown_when is None:
        return
    facts = facts_for(participant, protocol)
    if truth_of(form.shown_when, facts, protocol.chosen_readings) is Truth.FALSE:
        raise UnableToSave(_("This form is not asked of %(code)s.") % {"code": participant.code})


def check_open(record: FormRecord, expected_version: int) -> None:
    if record.pk is None and expected_version:
        raise UnableToSave(_("There is no saved form to go on with. Open the form again."))
    if record.version != expected_version:
        raise Conflict(record, expected_version)
    check_unlocked(record)
    if record.status != Record.Status.INCOMPLETE:
        raise UnableToSave(_("This form is complete. Correct it, and say why."))


def check(form: Form, record: FormRecord, answers: Answers, *, today: date) -> CheckedForm:
    protocol = protocol_behind(record)
    return check_form(
        protocol=protocol,
        form=find_form(protocol, form.id) or form,
        entries=upon(record, answers.entries),
        today=today,
        facts=facts_at(record.participant, record.visit),
        reasons=answers.reasons,
    )


def check_kept(
    checked: CheckedForm, answers: Answers, record: FormRecord, *, complete: bool
) -> None:
    kept = checked.can_be_completed if complete else checked.can_be_saved
    if not kept:
        raise AnswersToMend(checked)
    dropped = dropped_from(checked, record)
    if dropped and not answers.may_drop:
        raise AnswersToDrop(checked, dropped)


def data_agreed_to(
    checked: CheckedForm, record: FormRecord, form: Form, *, today: date
) -> dict[str, Any]:
    data = data_of(checked)
    day = visit_day(record.participant, record.visit) or today
    check_new_answers(record.participant, form.items, before=record.data, after=data, on=day)
    check_files_are_here(record.participant, form, data)
    return data


def dropped_from(checked: CheckedForm, record: FormRecord) -> tuple[str, ...]:
    """Questions not asked any more that were answered, just now or when the form was saved."""
    answered = {*checked.dropped, *record.data}
    return tuple(name for name in checked.hidden if name in answered)
