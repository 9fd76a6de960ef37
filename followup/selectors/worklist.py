"""All that is to be done for the participants of a trial at some sites, in a fixed number of
queries however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.models import User
from casebook.domain.occasions import find_form
from casebook.domain.standing import ended_on
from casebook.models import (
    Consent,
    Draft,
    Fact,
    FormRecord,
    Participant,
    Record,
    Visit,
    Withdrawal,
)
from casebook.selectors.calendar import day_at
from casebook.selectors.consents import latest_consents
from casebook.selectors.facts import as_facts
from casebook.selectors.forms import occasion_of
from enrollment.selectors.reconsents import Behind, awaiting
from followup.domain.seriousness import ReportClock
from followup.domain.worklist import (
    Kind,
    Person,
    SeriousEvent,
    Task,
    Waiting,
    in_order,
    safety_tasks,
    visit_tasks,
    waiting_tasks,
)
from followup.models import AdverseEvent
from trials.domain.ctcae.terms import term
from trials.domain.protocol.protocol import Protocol
from trials.domain.visit_plan import plan
from trials.models import ProtocolVersion, Trial, VersionInForce
from trials.selectors.protocols import in_force_at, protocol_of


@dataclass(frozen=True, kw_only=True)
class Known:
    """Rows by participant, read at once for all of them."""

    facts: Mapping[int, list[Fact]]
    withdrew: Mapping[int, date]
    visits: Mapping[int, list[Visit]]
    unfinished: Mapping[int, list[FormRecord | Draft]]
    consents: Mapping[int, Consent]
    events: Mapping[int, list[AdverseEvent]] = field(default_factory=dict)


def worklist(trial: Trial, *, activations: Iterable[int], user: User, now: datetime) -> list[Task]:
    """The most pressing first. Drafts are this person's own: nobody else can finish them."""
    people = list(
        Participant.objects.for_activations(activations)
        .filter(activation__trial=trial)
        .filter(Q(origin=Participant.Origin.PROSPECTIVE) | Q(pk__in=begun(user)))
        .select_related("activation__site")
    )
    known = known_of([person.pk for person in people], user)
    in_force = in_force_at({one.pk: day_at(one, now) for one in {p.activation for p in people}})
    return in_order(
        [
            *(
                task
                for person in people
                if (version := version_for(person, known, in_force)) is not None
                for task in tasks_of(person, protocol_of(version), known, now)
            ),
            *reconsent_tasks(awaiting(people, consents=known.consents, in_force=in_force), now),
        ]
    )


def version_for(
    participant: Participant, known: Known, in_force: Mapping[int, VersionInForce]
) -> ProtocolVersion | None:
    """What was agreed to; before consent, what the site works by, if it works by any yet."""
    agreed = known.consents.get(participant.pk)
    site = in_force.get(participant.activation_id)
    if agreed is not None:
        return agreed.protocol_version
    return site.protocol_version if site else None


def reconsent_tasks(behind: Iterable[Behind], now: datetime) -> Iterator[Task]:
    for one in behind:
        place = one.participant.activation
        version = one.in_force.protocol_version.version
        waiting = Waiting(id="consent", label=version, since=one.in_force.from_date)
        person = Person(code=one.participant.code, site=place.site.code)
        yield from waiting_tasks(person, Kind.RECONSENT, [waiting], today=day_at(place, now))


def begun(user: User) -> QuerySet[Participant, int]:
    """Nobody visits an archived record, and thousands need not be looked at; what somebody began
    to write about one is still to be finished."""
    incomplete = FormRecord.objects.filter(status=Record.Status.INCOMPLETE).values("participant")
    drafts = Draft.objects.filter(user=user).values("participant")
    return Participant.objects.filter(Q(pk__in=incomplete) | Q(pk__in=drafts)).values_list(
        "pk", flat=True
    )


def tasks_of(
    participant: Participant, protocol: Protocol, known: Known, now: datetime
) -> Iterator[Task]:
    today = day_at(participant.activation, now)
    person = Person(code=participant.code, site=participant.activation.site.code)
    facts = as_facts(known.facts.get(participant.pk, []))
    # Whoever stopped follow-up is called to no visit, not even to one that was due before.
    if participant.pk not in known.withdrew:
        planned = plan(
            protocol=protocol,
            facts=facts,
            recorded={one.visit: one.visit_date for one in known.visits.get(participant.pk, [])},
            today=today,
            ended=ended_on(facts, withdrew_on=None),
        )
        yield from visit_tasks(person, planned, today=today)
    zone = ZoneInfo(participant.activation.site.time_zone)
    events = [serious_event(one, zone) for one in known.events.get(participant.pk, [])]
    yield from safety_tasks(person, events, now=now)
    forms = (
        waiting_form(one, protocol, participant) for one in known.unfinished.get(participant.pk, [])
    )
    yield from waiting_tasks(person, Kind.UNFINISHED, forms, today=today)


def serious_event(event: AdverseEvent, zone: ZoneInfo) -> SeriousEvent:
    """By the clock on the wall of the site."""
    clock = ReportClock(aware_at=event.aware_at.astimezone(zone), reported_at=event.reported_at)
    return SeriousEvent(id=str(event.pk), term=term(event.term), clock=clock)


def waiting_form(
    begun: FormRecord | Draft, protocol: Protocol, participant: Participant
) -> Waiting:
    at = begun.saved_at if isinstance(begun, Draft) else begun.entered_at
    form = find_form(protocol, begun.form_id)
    return Waiting(
        id=f"{begun.form_id} {begun.visit} {begun.repeat}",
        label=form.label if form else begun.form_id,
        since=day_at(participant.activation, at),
        occasion=occasion_of(begun),
    )


def known_of(pks: list[int], user: User) -> Known:
    withdrawals = Withdrawal.objects.filter(
        participant_id__in=pks, scope=Withdrawal.Scope.FOLLOW_UP
    )
    facts = Fact.objects.filter(participant_id__in=pks, occasion="").standing()
    serious = AdverseEvent.objects.filter(participant_id__in=pks, serious=True, reported_at=None)
    return Known(
        facts=by_participant(facts.order_by("date", "pk")),
        withdrew=dict(withdrawals.values_list("participant_id", "withdrawal_date")),
        visits=by_participant(Visit.objects.filter(participant_id__in=pks)),
        unfinished=by_participant(unfinished(pks, user)),
        consents=latest_consents(pks),
        events=by_participant(serious),
    )


def unfinished(pks: list[int], user: User) -> Iterator[FormRecord | Draft]:
    """A draft over an unfinished form is the same piece of work."""
    incomplete = FormRecord.objects.filter(participant_id__in=pks, status=Record.Status.INCOMPLETE)
    found = {(one.participant_id, occasion_of(one)): one for one in incomplete}
    drafts = Draft.objects.filter(participant_id__in=pks, user=user)
    own: dict[Any, Any] = {(one.participant_id, occasion_of(one)): one for one in drafts}
    yield from (own | found).values()


def by_participant(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.participant_id].append(row)
    return found
