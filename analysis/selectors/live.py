"""Counts of the records as they are now, for live pages; a fixed number of queries.

Pooled over arms: nothing here says who is in which. Archived records are in no count.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from casebook.domain.queries import QueryState
from casebook.models import FormRecord, Participant, Query, Visit
from enrollment.models import Enrollment
from followup.models import AdverseEvent
from inference.models import Commitment, Prediction, Series
from trials.models import SiteActivation, Trial

SITE = "activation__site__code"
Counts = dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Live:
    """By site code, unless said otherwise. `enrolled_on` is one day for each enrolled."""

    sites: list[str]
    screened: Counts
    enrolled_on: list[tuple[str, date]]
    visits: dict[tuple[str, str], int]
    forms: dict[tuple[str, str], int]
    queries: Counts
    last_entry: dict[str, datetime]
    # Participant -> worst grade; those with a serious event.
    worst: dict[int, int | None]
    serious: frozenset[int]
    inputs: Counts = field(default_factory=dict)
    predictions: Counts = field(default_factory=dict)


def live_of(trial: Trial, activation_ids: Iterable[int]) -> Live:
    """Of the sites the reader reaches."""
    places = SiteActivation.objects.filter(trial=trial, pk__in=list(activation_ids))
    people = Participant.objects.filter(
        activation__in=places, origin=Participant.Origin.PROSPECTIVE
    )
    inside = Q(participant__in=people.exclude(enrollment=None).values("pk"))
    prospective = Q(participant__in=people.values("pk"))
    enrolled = Enrollment.objects.filter(prospective).order_by("enrolled_date")
    events = AdverseEvent.objects.filter(prospective)
    return Live(
        sites=sorted(places.values_list("site__code", flat=True)),
        screened=by_site(people),
        enrolled_on=list(enrolled.values_list(SITE, "enrolled_date")),
        visits=by_site_and(Visit.objects.filter(prospective), "outcome"),
        forms=by_site_and(FormRecord.objects.filter(prospective), "status"),
        queries=by_site(Query.objects.filter(prospective).exclude(state=QueryState.CLOSED)),
        last_entry=last_entries(FormRecord.objects.filter(prospective)),
        worst=dict(events.order_by().values_list("participant_id").annotate(worst=Max("grade"))),
        serious=frozenset(
            events.filter(serious=True).order_by().values_list("participant_id", flat=True)
        ),
        inputs=people_by_site(Series.objects.filter(inside, verdict=Series.Verdict.ACCEPTED)),
        predictions=predicted(inside),
    )


def by_site(rows: QuerySet) -> Counts:
    return dict(rows.order_by().values_list(SITE).annotate(n=Count("pk")))


def people_by_site(rows: QuerySet) -> Counts:
    found = rows.order_by().values_list(SITE)
    return dict(found.annotate(n=Count("participant", distinct=True)))


def by_site_and(rows: QuerySet, column: str) -> dict[tuple[str, str], int]:
    found = rows.order_by().values_list(SITE, column).annotate(n=Count("pk"))
    return {(site, name): number for site, name, number in found}


def last_entries(rows: QuerySet) -> dict[str, datetime]:
    return dict(rows.order_by().values_list(SITE).annotate(latest=Max("entered_at")))


def predicted(inside: Q) -> Counts:
    """Participants with a score, open or sealed: that there is one, never what it says."""
    found: dict[str, set[int]] = {}
    for model in (Prediction, Commitment):
        for site, participant in (
            model.objects.filter(inside).order_by().values_list(SITE, "participant_id")
        ):
            found.setdefault(site, set()).add(participant)
    return {site: len(who) for site, who in found.items()}
