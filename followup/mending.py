"""How each kind of follow-up record is corrected in one field alone, as a query suggests it."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import BooleanField

from casebook.models import Participant, Record
from casebook.other_records import Mending
from casebook.selectors.calendar import day_at
from followup.actions import adverse_events, assessments, surgeries, treatments, vital_status
from followup.actions.recording import protocol_agreed_to
from followup.forms.kinds import CONTACTS, COURSES, EVENTS, SCANS, SURGERIES, Kind
from followup.forms.records import YES_NO

Check = Callable[[Participant, Any, datetime], None]


@dataclass(frozen=True, kw_only=True)
class Way:
    """`fields` hold one answer by themselves. The term of an event does not: its grades go with it;
    nor do the hours by which its clock runs."""

    fields: str
    value: Any
    check: Check


def check_event(participant: Participant, event: Any, at: datetime) -> None:
    today = day_at(participant.activation, at)
    adverse_events.check_event(participant, event, today=today, at=at)


def by_day(check: Callable[..., None]) -> Check:
    def checked(participant: Participant, value: Any, at: datetime) -> None:
        check(participant, value, today=day_at(participant.activation, at))

    return checked


WAYS: Mapping[Kind, Way] = {
    EVENTS: Way(
        fields="term_text grade onset end seriousness expected outcome",
        value=adverse_events.Event,
        check=check_event,
    ),
    COURSES: Way(
        fields="agent product start_date end_date dose dose_unit stop_reason",
        value=treatments.Course,
        check=by_day(treatments.check_course),
    ),
    SURGERIES: Way(
        fields="surgery_date procedure margin histology histology_date blood_loss_ml clavien_dindo",
        value=surgeries.Operation,
        check=by_day(surgeries.check_operation),
    ),
    SCANS: Way(
        fields="scan_date modality adequate inadequate_reason finding location first_seen_date",
        value=assessments.Scan,
        check=by_day(assessments.check_scan),
    ),
    CONTACTS: Way(
        fields="vital_status status_date information_source cause_of_death recurrence_told",
        value=vital_status.Contact,
        check=by_day(vital_status.check_contact),
    ),
}


def yes_no() -> forms.Field:
    said = {"yes": True, "no": False}
    return forms.TypedChoiceField(
        choices=YES_NO, widget=forms.RadioSelect, coerce=said.get, empty_value=None
    )


def mending_of(kind: Kind) -> Mending:
    way = WAYS[kind]

    def box(record: Record, name: str) -> forms.Field:
        protocol = protocol_agreed_to(record.participant)
        form = kind.form(participant=record.participant, protocol=protocol)
        is_yes_no = isinstance(record._meta.get_field(name), BooleanField)
        return yes_no() if is_yes_no else copy(form.fields[name])

    def fitted(changed: Record, at: datetime) -> Record:
        value = way.value.of(changed)
        way.check(changed.participant, value, at)
        return kind.as_record(value, changed)

    def correct(record: Record, changed: Record, **more: Any) -> Record:
        value = {kind.form.keyword: way.value.of(changed)}
        return kind.correct(record=record, **value, expected_version=record.version, **more)

    return Mending(fields=frozenset(way.fields.split()), box=box, fitted=fitted, correct=correct)
