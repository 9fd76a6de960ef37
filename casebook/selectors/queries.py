"""Queries of a trial or of one form, as far as a person may read them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from casebook import other_records
from casebook.domain.queries import OLD_AFTER_DAYS, QueryState
from casebook.models import Query, QueryEntry, Record
from trials.models import Trial

BEHIND = (
    "participant__activation__trial",
    "activation__site",
    "activation__trial",
    "record__participant__activation__site",
    "record__participant__activation__trial",
    "record__protocol_version__trial",
    "raised_by",
)


def queries_in(trial: Trial, activation_ids: Iterable[int]) -> QuerySet[Query]:
    """Longest waiting first, each with the words it was raised with."""
    first = QueryEntry.objects.filter(query=OuterRef("pk"), said=QueryEntry.Said.RAISE)
    return (
        Query.objects.filter(activation__trial=trial, activation_id__in=list(activation_ids))
        .select_related(*BEHIND)
        .defer("record__protocol_version__source")
        .annotate(asked=Subquery(first.order_by("pk").values("text")[:1]))
        .order_by("waiting_since", "pk")
    )


def queries_on(record: Record) -> list[Query]:
    """In the order they were raised, each with all that was said."""
    rows = Query.objects.filter(**other_records.columns(record)).select_related(*BEHIND)
    return with_records(rows.prefetch_related("entries__by").order_by("pk"))


def with_records(rows: Iterable[Query]) -> list[Query]:
    """Each knowing what it is about: one statement more for each kind of record that is no form."""
    found = list(rows)
    others = [one for one in found if one.other_id is not None]
    read = other_records.by_key({(one.other_kind, one.other_id or 0) for one in others})
    for one in others:
        one.about = read[one.other_kind, one.other_id or 0]
    return found


def old_before(now: datetime) -> datetime:
    return now - timedelta(days=OLD_AFTER_DAYS + 1)


def is_old(now: datetime) -> Q:
    """As the database asks it; `days_waiting` says it of one query."""
    return Q(waiting_since__lte=old_before(now)) & ~Q(state=QueryState.CLOSED)


def counts(rows: QuerySet[Query], *, now: datetime) -> Mapping[str, int]:
    """One statement, whatever the number."""
    by_state = {one.value: Count("pk", filter=Q(state=one)) for one in QueryState}
    return rows.order_by().aggregate(**by_state, old=Count("pk", filter=is_old(now)))
