"""What a form page is about: whose form, which filling-in, in what state, and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest

from casebook.actions.forms import Answers
from casebook.domain.edit_checks import CheckedForm, check_form
from casebook.domain.occasions import Occasion, find_form, is_foreseen
from casebook.domain.tables import rows_in
from casebook.forms.fields import (
    ACT,
    MAY_DROP,
    VERSION,
    Fields,
    entries_of,
    expected_version,
    fields_of_record,
    given_name,
    reasons_of,
)
from casebook.forms.sheets import Sheet
from casebook.forms.shown import answer_shown
from casebook.forms.threads import Thread, threads_by_item
from casebook.models import DataLock, Draft, FormRecord, Participant, Record
from casebook.permissions import can_enter
from casebook.policies import has_consented
from casebook.scope import readable
from casebook.selectors.data_locks import lock_over
from casebook.selectors.facts import facts_at
from casebook.selectors.forms import draft_of, last_before, record_at
from casebook.selectors.history import rows_given
from casebook.selectors.protocols import protocol_behind, protocol_for
from casebook.selectors.queries import queries_on
from trials.domain.protocol.forms import Form, ItemType
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.domain.values import Facts
from trials.permissions import NotPermitted, refusal_text, rights_held
from trials.views.once import KEY_FIELD

ENTER, CORRECT, READ = "enter", "correct", "read"


@dataclass(frozen=True)
class FormPage:
    request: HttpRequest
    participant: Participant
    occasion: Occasion
    protocol: Protocol
    form: Form
    record: FormRecord | None
    draft: Draft | None

    @cached_property
    def facts(self) -> Facts:
        return facts_at(self.participant, self.occasion.visit)

    @cached_property
    def mode(self) -> str:
        """Fill in, correct, or only read: as far as this person and this record allow."""
        if self.lock is not None:
            return READ
        if self.record is None or self.record.status == Record.Status.INCOMPLETE:
            return ENTER if self.may(Right.ENTER_DATA) else READ
        asked = self.request.GET.get("correct") or self.request.method == "POST"
        return CORRECT if asked and self.can_correct else READ

    @cached_property
    def can_correct(self) -> bool:
        return self.is_closed and self.lock is None and self.may(Right.CORRECT_DATA)

    @cached_property
    def lock(self) -> DataLock | None:
        """Of this form, the participant, the site or the trial."""
        return lock_over(self.participant, self.record)

    @property
    def may_lock(self) -> bool:
        return self.is_closed and self.lock is None and Right.LOCK_FORM in self.rights

    @property
    def is_closed(self) -> bool:
        """Complete or signed: it changes by correction only."""
        open_or_locked = {Record.Status.INCOMPLETE, Record.Status.LOCKED}
        return self.record is not None and self.record.status not in open_or_locked

    def may(self, right: Right) -> bool:
        return has_consented(self.participant) and self.is_writer(right)

    def is_writer(self, right: Right) -> bool:
        return can_enter(
            self.request.user,
            activation=self.participant.activation,
            on=self.request.today,
            form=self.form,
            right=right,
        )

    def check_writer(self) -> None:
        if not self.is_writer(Right.ENTER_DATA):
            raise NotPermitted(refusal_text(Right.ENTER_DATA))

    @property
    def version(self) -> int:
        return self.record.version if self.record else 0

    @cached_property
    def is_overtaken(self) -> bool:
        """Somebody saved the form after this draft was begun."""
        return self.draft is not None and expected_version(self.draft.fields) != self.version

    def saved_fields(self) -> Fields:
        if self.record is None:
            return {VERSION: ["0"]}
        tables = (item.id for item in self.form.items if item.type is ItemType.TABLE)
        back = rows_given(self.record, tables)
        given = {given_name(name): [str(number)] for name, number in back.items()}
        return fields_of_record(self.record) | given

    def fields(self) -> Fields:
        return self.draft.fields if self.draft else self.saved_fields()

    def check(self, fields: Fields) -> CheckedForm:
        return check_form(
            protocol=self.protocol,
            form=self.form,
            entries=entries_of(self.form, fields),
            today=self.request.today,
            facts=self.facts,
            reasons=reasons_of(self.form, fields),
        )

    def answers(self, fields: Fields) -> Answers:
        return Answers(
            entries=entries_of(self.form, fields),
            expected_version=expected_version(fields),
            reasons=reasons_of(self.form, fields),
            may_drop=MAY_DROP in self.request.POST,
        )

    def sheet(
        self, fields: Fields, *, checked: CheckedForm | None = None, with_errors: bool = False
    ) -> Sheet:
        return Sheet(
            protocol=self.protocol,
            form=self.form,
            fields=fields,
            checked=checked or self.check(fields),
            facts=self.facts,
            last=self.last_answers(),
            saved=frozenset(self.record.data if self.record else ()),
            saved_rows=self.saved_rows(),
            threads=self.threads,
            with_errors=with_errors,
        )

    def saved_rows(self) -> dict[str, frozenset[str]]:
        data = self.record.data if self.record else {}
        return {name: frozenset(rows_in(stored)) for name, stored in data.items()}

    @cached_property
    def threads(self) -> dict[str, list[Thread]]:
        """The queries beside each question."""
        found = queries_on(self.record) if self.record else []
        return threads_by_item(found, rights=self.rights, today=self.request.today)

    @cached_property
    def rights(self) -> frozenset[Right]:
        user, activation = self.request.user, self.participant.activation
        return rights_held(user, activation=activation, on=self.request.today)

    @property
    def may_verify(self) -> bool:
        return self.is_finished and Right.VERIFY_SOURCE in self.rights

    @property
    def is_finished(self) -> bool:
        return self.record is not None and self.record.status != Record.Status.INCOMPLETE

    @property
    def may_ask(self) -> bool:
        return self.record is not None and Right.RAISE_QUERY in self.rights

    def last_answers(self) -> Mapping[str, str]:
        """The same questions at an earlier visit: shown to compare, never copied."""
        before = last_before(self.participant, self.occasion)
        if before is None:
            return {}
        protocol = protocol_behind(before)
        shown = {
            item: answer_shown(protocol, item, stored)
            for item, stored in before.data.items()
            if protocol.items.get(item)
        }
        return {item: f"{text}, {before.visit}" for item, text in shown.items() if text}


def open_page(request: HttpRequest, trial: str, code: str, form_id: str) -> FormPage:
    participant = readable(request, trial, code)
    occasion = asked_occasion(request, form_id)
    record = record_at(participant, occasion)
    protocol = protocol_behind(record) if record else protocol_for(participant, on=request.today)
    form = find_form(protocol, form_id)
    if form is None or not (record or is_foreseen(protocol, occasion)):
        raise Http404
    draft = draft_of(request.user, participant, occasion)
    return FormPage(request, participant, occasion, protocol, form, record, draft)


def asked_occasion(request: HttpRequest, form_id: str) -> Occasion:
    repeat = request.GET.get("repeat", "1")
    return Occasion(
        form_id=form_id,
        visit=request.GET.get("visit", "")[:30],
        repeat=int(repeat) if repeat.isdecimal() and len(repeat) < 5 else 0,
    )


def sent_fields(request: HttpRequest) -> dict[str, Any]:
    """What was typed, as a draft keeps it: without the marks of this one sending."""
    own = {"csrfmiddlewaretoken", KEY_FIELD, ACT, MAY_DROP}
    return {name: values for name, values in request.POST.lists() if name not in own}
