"""What a form record says, handed down as facts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from casebook.actions.facts import FactSource, NewFact, hand_down
from casebook.domain.form_facts import Statement, nothing_done, statements
from casebook.domain.occasions import fact_occasion
from casebook.models import FormRecord, Participant, Visit
from casebook.selectors.calendar import day_at
from casebook.selectors.facts import facts_of
from casebook.selectors.forms import occasion_of
from casebook.selectors.protocols import protocol_behind
from trials.domain.values import Absent, Facts, Known

SOURCE_KIND = "form_record"


def hand_down_form(record: FormRecord) -> None:
    days = Visit.objects.filter(participant=record.participant, visit=record.visit)
    facts = facts_of_record(record, visit_date=days.values_list("visit_date", flat=True).first())
    hand_down(participant=record.participant, source=source_of(record), facts=facts)


def source_of(record: FormRecord) -> FactSource:
    return FactSource(kind=SOURCE_KIND, id=str(record.pk), content=record.as_values())


def facts_of_record(record: FormRecord, *, visit_date: date | None) -> list[NewFact]:
    occasion = fact_occasion(protocol_behind(record), occasion_of(record))
    return [as_fact(one, occasion) for one in statements_of(record, visit_date=visit_date)]


def statements_of(record: FormRecord, *, visit_date: date | None) -> Iterator[Statement]:
    form = protocol_behind(record).form(record.form_id)
    if record.not_done_reason:
        return nothing_done(form)
    return statements(
        form,
        record.data,
        entered_on=day_at(record.activation, record.entered_at),
        visit_date=visit_date,
    )


def as_fact(statement: Statement, occasion: str) -> NewFact:
    if isinstance(statement.content, Absent):
        return NewFact(name=statement.name, missing=statement.content.reason, occasion=occasion)
    return NewFact(
        name=statement.name,
        value=statement.content.value,
        unit=statement.content.unit or "",
        date=statement.date,
        occasion=occasion,
    )


def facts_if(record: FormRecord, data: Mapping[str, Any], *, today: date) -> Facts:
    """The participant's facts, should the form say this instead."""
    standing, protocol = facts_of(record.participant), protocol_behind(record)
    if fact_occasion(protocol, occasion_of(record)):
        return standing
    done = Visit.objects.filter(participant=record.participant, visit=record.visit).first()
    said = statements(
        protocol.form(record.form_id),
        data,
        entered_on=today,
        visit_date=done.visit_date if done else None,
    )
    own = {one.name: dated(one) for one in said}
    return {name: one for name, one in standing.items() if not is_of(one, record)} | own


def is_of(fact: Known | Absent, record: FormRecord) -> bool:
    source = fact.source
    return source is not None and (source.kind, source.id) == (SOURCE_KIND, str(record.pk))


def dated(statement: Statement) -> Known | Absent:
    content = statement.content
    return replace(content, date=statement.date) if isinstance(content, Known) else content


def facts_of_forms(participant: Participant) -> Iterator[tuple[FactSource, list[NewFact]]]:
    visits = Visit.objects.filter(participant=participant)
    days = dict(visits.values_list("visit", "visit_date"))
    for record in FormRecord.objects.filter(participant=participant).select_related(
        "participant", "activation__site", "protocol_version__trial"
    ):
        yield source_of(record), facts_of_record(record, visit_date=days.get(record.visit))
