"""Participants as far along as a test needs them, brought there by the same acts as real ones."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from audit.acts import Context, within
from casebook.actions import consents, data_locks, deviations, forms, participants, queries, visits
from casebook.actions.facts import FactSource, NewFact, hand_down
from casebook.domain.answers import Entry
from casebook.domain.data_locks import Scope
from casebook.domain.identity import Person
from casebook.domain.occasions import Occasion
from casebook.models import (
    Consent,
    DataLock,
    Deviation,
    FormRecord,
    Participant,
    Query,
    Record,
    Visit,
)
from tests.factories import people, protocols
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role
from trials.domain.values import Missing
from trials.models import Delegation, SiteActivation

LI_HUA = Person(
    name="李华", birth_date=date(1960, 5, 1), record_number="ZY-004417", phone="13800001111"
)
SCOPES = {
    "hcc-neo": {"participation": True, "model_analysis": True, "tissue_slides": True},
    "small-trial": {"participation": True, "samples": False},
}
SCREENED = date(2026, 1, 5)
CONSENTED = date(2026, 1, 6)


@contextmanager
def seeing(*activations: SiteActivation, by: User | None = None) -> Iterator[None]:
    """As inside a request of this person: the database shows the rows of these sites."""
    context = Context(
        user=str(by.pk) if by else "reader",
        username=by.username if by else "reader",
        action="tests.request",
        activations=tuple(sorted(one.pk for one in activations)),
    )
    with within(context):
        yield


def instant(day: date) -> datetime:
    """Nine in the morning of that day at the sites."""
    return datetime.combine(day, time(1), tzinfo=UTC)


def member(activation: SiteActivation, role: Role = Role.NURSE) -> User:
    """Somebody who holds the role there; the same one each time."""
    held = Delegation.objects.filter(trial=activation.trial, role=role)
    here = held.filter(activation=activation) | held.filter(activation=None)
    found = here.select_related("user").first()
    return found.user if found else people.delegated(role, activation).user


def participant(
    activation: SiteActivation | None = None, *, by: User | None = None, **entry: Any
) -> Participant:
    """Registered for screening, nothing more."""
    activation = activation or protocols.open_site()
    by = by or member(activation)
    screened = entry.pop("screened_date", SCREENED)
    with seeing(activation, by=by):
        return participants.register(
            activation=activation,
            screened_date=screened,
            age=entry.pop("age", 65),
            sex=entry.pop("sex", Participant.Sex.MALE),
            by=by,
            at=entry.pop("at", instant(screened)),
            **entry,
        )


def consented_participant(
    activation: SiteActivation | None = None,
    *,
    by: User | None = None,
    consent_date: date = CONSENTED,
    person: Person | None = None,
    **entry: Any,
) -> Participant:
    activation = activation or protocols.open_site()
    by = by or member(activation)
    row = participant(activation, by=by, **entry)
    consent(row, by=by, consent_date=consent_date, person=person)
    return row


def consent(
    row: Participant,
    *,
    by: User | None = None,
    consent_date: date = CONSENTED,
    person: Person | None = None,
    **more: Any,
) -> Consent:
    by = by or member(row.activation)
    with seeing(row.activation, by=by):
        return consents.record(
            participant=row,
            consent_date=consent_date,
            person=person or someone(row),
            scopes=more.pop("scopes", SCOPES.get(row.activation.trial.slug, {})),
            by=by,
            at=more.pop("at", instant(consent_date)),
            **more,
        )


def someone(row: Participant) -> Person:
    """A different person for each participant, born so that the age fits."""
    born = date(SCREENED.year - row.age_at_screening - 1, 6, 1) + timedelta(days=row.number)
    return Person(name=f"参与者{row.code}", birth_date=born, record_number=f"MRN-{row.pk}")


def entry(value: Any, unit: str | None = None, reason: str = "") -> Entry:
    """As a nurse would give it: text, True or False, codes in a tuple, or Missing."""
    if isinstance(value, Missing):
        return Entry(missing=value.value, reason=reason)
    if isinstance(value, bool):
        return Entry(chosen=("yes" if value else "no",), reason=reason)
    if isinstance(value, tuple):
        return Entry(chosen=value, reason=reason)
    if isinstance(value, Entry):
        return value
    return Entry(text=str(value), unit=unit, reason=reason)


def answers(values: Mapping[str, Any], *, expected_version: int = 0, **more: Any) -> forms.Answers:
    entries = {name: entry(value) for name, value in values.items()}
    return forms.Answers(entries=entries, expected_version=expected_version, **more)


def saved_form(
    row: Participant,
    form_id: str,
    values: Mapping[str, Any],
    *,
    visit: str = "",
    day: date = CONSENTED,
    complete: bool = True,
    by: User | None = None,
    repeat: int = 1,
    **more: Any,
) -> FormRecord:
    by = by or member(row.activation)
    with seeing(row.activation, by=by):
        return forms.save(
            participant=row,
            occasion=Occasion(form_id=form_id, visit=visit, repeat=repeat),
            answers=answers(values, **more),
            complete=complete,
            by=by,
            at=instant(day),
        )


def visit_done(row: Participant, visit: str, visit_date: date, *, by: User | None = None) -> Visit:
    by = by or member(row.activation)
    with seeing(row.activation, by=by):
        return visits.record(
            participant=row,
            visit=visit,
            attendance=visits.Attendance(outcome=Visit.Outcome.DONE, visit_date=visit_date),
            by=by,
            at=instant(visit_date),
        )


def deviation(
    row: Participant, *, by: User | None = None, at: datetime | None = None, **changes: Any
) -> Deviation:
    by = by or member(row.activation)
    at = at or instant(date(2026, 3, 1))
    values = {"kind": "visit", "found_date": date(2026, 2, 20), "what": "Scan a week late"}
    found = deviations.Found(**{**values, **changes})
    with seeing(row.activation, by=by):
        return deviations.record(participant=row, found=found, by=by, at=at)


def form_of(row: Participant, form_id: str) -> FormRecord:
    with seeing(row.activation):
        found: FormRecord = FormRecord.objects.get(participant=row, form_id=form_id)
        return found


def query(
    record: Record,
    item: str,
    *,
    text: str = "What does the source document say?",
    suggests: Any = None,
    by: User | None = None,
    at: datetime | None = None,
) -> Query:
    by = by or member(record.activation, Role.MONITOR)
    with seeing(record.activation, by=by):
        return queries.ask(
            record=record,
            item=item,
            text=text,
            suggestion=None if suggests is None else entry(suggests),
            by=by,
            at=at or instant(date(2026, 3, 1)),
        )


def data_lock(row: Participant, *, by: User | None = None, at: datetime | None = None) -> DataLock:
    """Nothing more is entered for this participant."""
    by = by or member(row.activation, Role.DATA_MANAGER)
    closing = data_locks.Closing(
        activations=(row.activation,), scope=Scope.PARTICIPANT, participant=row
    )
    with seeing(row.activation, by=by):
        return data_locks.lock(closing=closing, by=by, at=at or instant(date(2026, 3, 1)))[0]


def known(row: Participant, *, source_kind: str = "test", **facts: Any) -> None:
    """Say something of the participant that another part of the platform would: surgery_date=..."""
    values = {
        name: PartialDate.of(value) if isinstance(value, date) else value
        for name, value in facts.items()
    }
    with seeing(row.activation), people.acting(by=people.SETUP, action="tests.know"):
        for name, value in values.items():
            hand_down(
                participant=row,
                source=FactSource(kind=source_kind, id=f"{row.pk}:{name}", content=str(value)),
                facts=[NewFact(name=name, value=value)],
            )
