"""The list of queries: its lines, and the counts that filter it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from casebook import other_records
from casebook.addresses import address_of
from casebook.domain.queries import STATE_LABELS, TONES, WAITS_FOR, QueryState, Waiting
from casebook.forms.shown import answer_shown
from casebook.forms.threads import has_waited_long, message_of, waiting_days
from casebook.models import FormRecord, Query
from casebook.selectors.protocols import protocol_behind
from casebook.selectors.queries import is_old, with_records
from trials.domain.messages import gettext_noop as _
from trials.wording import worded

WAITING_LABELS: Mapping[Waiting, str] = {
    Waiting.SITE: _("the site"),
    Waiting.REVIEWER: _("a reviewer"),
    Waiting.NOBODY: "",
}
OLD = "old"


@dataclass(frozen=True, kw_only=True)
class Line:
    query: Query
    form: str
    question: str
    asked: str
    answer: str
    tone: str
    state: str
    waits_for: str
    days: int
    is_old: bool
    field_url: str


def lines_of(rows: Iterable[Query], *, today: date) -> list[Line]:
    return [line(one, today=today) for one in with_records(rows)]


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a query is about, in words."""

    form: str
    question: str
    answer: str


def place_of(query: Query) -> Place:
    record = query.about
    if not isinstance(record, FormRecord):
        kind = other_records.kind_behind(record)
        label = kind.labels.get(query.item, query.item)
        said = kind.shown(record, query.item)
        return Place(form=str(kind.heading), question=str(label), answer=said)
    protocol = protocol_behind(record)
    label = worded(protocol.form(record.form_id).label)
    return Place(
        form=f"{label} · {record.visit}" if record.visit else label,
        question=worded(protocol.label(query.item)),
        answer=answer_shown(protocol, query.item, record.data.get(query.item)),
    )


def line(query: Query, *, today: date) -> Line:
    place = place_of(query)
    return Line(
        query=query,
        form=place.form,
        question=place.question,
        asked=getattr(query, "asked", None) or message_of(query),
        answer=place.answer,
        tone=TONES[query.current],
        state=STATE_LABELS[query.current],
        waits_for=WAITING_LABELS[WAITS_FOR[query.current]],
        days=waiting_days(query, today=today),
        is_old=has_waited_long(query, today=today),
        field_url=f"{address_of(query.about)}#field-{query.item}",
    )


def wanted(rows: QuerySet[Query], chosen: str, *, now: datetime) -> QuerySet[Query]:
    """Without a choice, all that somebody still has to do something about."""
    if chosen == OLD:
        return rows.filter(is_old(now))
    if chosen in {one.value for one in QueryState}:
        return rows.filter(state=chosen)
    return rows.exclude(state=QueryState.CLOSED)


def filters_of(counted: Mapping[str, int], chosen: str) -> list[dict[str, Any]]:
    """Pressing the one that is on shows what still waits."""
    labels = {one.value: (STATE_LABELS[one], TONES[one]) for one in QueryState}
    labels[OLD] = (_("Waiting more than 14 days"), "overdue")
    return [
        {
            "label": label,
            "tone": tone,
            "count": counted[name],
            "on": name == chosen,
            "state": None if name == chosen else name,
        }
        for name, (label, tone) in labels.items()
    ]
