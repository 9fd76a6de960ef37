"""All that is to be done for the participants of a trial at some sites, in a fixed number of
queries however many they are. The page, the API and the letters of the morning show this list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.models import User
from casebook.domain.standing import ended_on, is_lost
from casebook.models import Consent, Draft, FormRecord, Participant, Record
from casebook.permissions import role_enters
from casebook.selectors.calendar import day_at
from casebook.selectors.consents import latest_consents
from enrollment.selectors.reconsents import Behind, awaiting
from followup.domain.gaps import missing_forms, missing_scans
from followup.domain.worklist import (
    Kind,
    Person,
    Task,
    Waiting,
    form_gaps,
    in_order,
    safety_tasks,
    scan_gaps,
    visit_tasks,
    waiting_tasks,
)
from followup.selectors.signing import unsigned
from followup.selectors.worklist_rows import Rows, facts_by, rows_of
from followup.selectors.worklist_waiting import (
    asked_questions,
    begun_forms,
    serious_event,
    started,
)
from trials.domain.derivations import with_derived
from trials.domain.protocol.forms import Form
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right, grant_of
from trials.domain.roles import Role
from trials.domain.values import Facts
from trials.domain.visit_plan import pressing
from trials.models import ProtocolVersion, SiteActivation, Trial, VersionInForce
from trials.selectors.delegations import reach_of
from trials.selectors.protocols import in_force_at, protocol_of


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who sits at which site on which of its days."""

    activation: SiteActivation
    today: date
    roles: frozenset[Role]

    @property
    def signs(self) -> bool:
        return any(grant_of(Right.SIGN_FORM, role) for role in self.roles)

    def enters(self, form: Form) -> bool:
        return any(role_enters(role, form, Right.ENTER_DATA) for role in self.roles)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A participant as far as the worklist reads."""

    participant: Participant
    desk: Desk
    protocol: Protocol
    facts: Facts
    rows: Rows

    @property
    def pk(self) -> int:
        return self.participant.pk

    @property
    def person(self) -> Person:
        return Person(code=self.participant.code, site=self.desk.activation.site.code)


def worklist(trial: Trial, *, activations: Iterable[int], user: User, now: datetime) -> list[Task]:
    """The most pressing first. Drafts are this person's own: nobody else can finish them."""
    people = people_at(trial, activations, user)
    desks = desks_of(people, user, now)
    in_force = in_force_at({pk: desk.today for pk, desk in desks.items()})
    rows = rows_of([one.pk for one in people], user)
    charts = list(charts_of(people, desks, rows, in_force))
    behind = awaiting(people, consents=earlier(people, rows, in_force), in_force=in_force)
    return in_order(
        [
            *(task for chart in charts for task in tasks_of(chart, now)),
            *reconsent_tasks(behind, desks),
            *signing_tasks(people, desks),
        ]
    )


def people_at(trial: Trial, activations: Iterable[int], user: User) -> list[Participant]:
    places = {
        one.pk: one
        for one in SiteActivation.objects.filter(
            trial=trial, pk__in=list(activations)
        ).select_related("site", "trial")
    }
    people = list(
        Participant.objects.for_activations(places)
        .filter(Q(origin=Participant.Origin.PROSPECTIVE) | Q(pk__in=begun_by(user)))
        .order_by()
    )
    for one in people:
        one.activation = places[one.activation_id]
    return people


def begun_by(user: User) -> QuerySet[Participant, int]:
    """Nobody visits an archived record, and thousands need not be looked at; what somebody began
    to write about one is still to be finished."""
    incomplete = FormRecord.objects.filter(status=Record.Status.INCOMPLETE).values("participant")
    drafts = Draft.objects.filter(user=user).values("participant")
    return Participant.objects.filter(Q(pk__in=incomplete) | Q(pk__in=drafts)).values_list(
        "pk", flat=True
    )


def desks_of(people: list[Participant], user: User, now: datetime) -> Mapping[int, Desk]:
    places = {one.activation_id: one.activation for one in people}
    days = {pk: day_at(place, now) for pk, place in places.items()}
    reach = {day: reach_of(user, on=day) for day in set(days.values())}
    return {
        pk: Desk(
            activation=place,
            today=days[pk],
            roles=frozenset(reach[days[pk]].roles_at(place)),
        )
        for pk, place in places.items()
    }


def earlier(
    people: list[Participant], rows: Rows, in_force: Mapping[int, VersionInForce]
) -> Mapping[int, Consent]:
    """The consents to another version than the site works by."""
    now = {pk: one.protocol_version_id for pk, one in in_force.items()}
    other = [one.pk for one in people if rows.agreed.get(one.pk) != now.get(one.activation_id)]
    return latest_consents(other)


def protocols_of(
    people: list[Participant], rows: Rows, in_force: Mapping[int, VersionInForce]
) -> Mapping[int, Protocol]:
    """What each agreed to; before consent what the site works by, if it works by any yet."""
    sites = {pk: one.protocol_version_id for pk, one in in_force.items()}
    chosen = {one.pk: rows.agreed.get(one.pk, sites.get(one.activation_id)) for one in people}
    found = ProtocolVersion.objects.select_related("trial").defer("source")
    versions = found.in_bulk({pk for pk in chosen.values() if pk is not None})
    parsed = {pk: protocol_of(version) for pk, version in versions.items()}
    return {pk: parsed[version] for pk, version in chosen.items() if version is not None}


def charts_of(
    people: list[Participant],
    desks: Mapping[int, Desk],
    rows: Rows,
    in_force: Mapping[int, VersionInForce],
) -> Iterator[Chart]:
    protocols = protocols_of(people, rows, in_force)
    facts = facts_by(list(protocols), {id(one): one for one in protocols.values()}.values())
    for one in people:
        if one.pk in protocols:
            yield Chart(
                participant=one,
                desk=desks[one.activation_id],
                protocol=protocols[one.pk],
                facts=facts[one.pk],
                rows=rows,
            )


def tasks_of(chart: Chart, now: datetime) -> Iterator[Task]:
    today = chart.desk.today
    yield from visits_to_make(chart)
    zone = ZoneInfo(chart.desk.activation.site.time_zone)
    events = [serious_event(one, zone) for one in chart.rows.events.get(chart.pk, ())]
    yield from safety_tasks(chart.person, events, now=now)
    begun = chart.rows.unfinished.get(chart.pk, ())
    waiting = begun_forms(begun, chart.protocol, chart.desk.activation)
    yield from waiting_tasks(chart.person, Kind.UNFINISHED, waiting, today=today)
    yield from gaps(chart)
    asked = chart.rows.queries.get(chart.pk, ())
    questions = asked_questions(asked, chart.protocol, chart.desk.activation)
    yield from waiting_tasks(chart.person, Kind.OPEN_QUERY, questions, today=today)


def visits_to_make(chart: Chart) -> Iterator[Task]:
    """Whoever stopped follow-up or is lost is called to no visit, not even to one due before."""
    if chart.pk in chart.rows.withdrew or is_lost(chart.facts):
        return
    planned = pressing(
        protocol=chart.protocol,
        facts=chart.facts,
        recorded=chart.rows.visits.get(chart.pk, {}),
        today=chart.desk.today,
        ended=ended_on(chart.facts, withdrew_on=None),
    )
    yield from visit_tasks(chart.person, planned, today=chart.desk.today)


def gaps(chart: Chart) -> Iterator[Task]:
    """What visits that took place still lack."""
    done = chart.rows.visits.get(chart.pk)
    if not done:
        return
    begun = chart.rows.written.get(chart.pk, set()) | started(chart.rows, chart.pk)
    facts = with_derived(chart.protocol.facts, chart.facts)
    forms = missing_forms(chart.protocol, facts, done=done, begun=begun)
    mine = form_gaps(one for one in forms if chart.desk.enters(one.form))
    yield from waiting_tasks(chart.person, Kind.MISSING_FORM, mine, today=chart.desk.today)
    scans = chart.rows.scans.get(chart.pk, ())
    missing = missing_scans(chart.protocol, facts, done=done, scans=scans)
    yield from waiting_tasks(
        chart.person, Kind.MISSING_SCAN, scan_gaps(missing), today=chart.desk.today
    )


def reconsent_tasks(behind: Iterable[Behind], desks: Mapping[int, Desk]) -> Iterator[Task]:
    for one in behind:
        desk = desks[one.participant.activation_id]
        version = one.in_force.protocol_version.version
        waiting = Waiting(id="consent", label=version, since=one.in_force.from_date)
        person = Person(code=one.participant.code, site=desk.activation.site.code)
        yield from waiting_tasks(person, Kind.RECONSENT, [waiting], today=desk.today)


def signing_tasks(people: list[Participant], desks: Mapping[int, Desk]) -> Iterator[Task]:
    """For whoever signs forms there; for others a missing signature is no work."""
    by_pk = {one.pk: one for one in people if desks[one.activation_id].signs}
    for pk, waiting in unsigned(list(by_pk)):
        row = by_pk[pk]
        desk = desks[row.activation_id]
        person = Person(code=row.code, site=desk.activation.site.code)
        yield from waiting_tasks(person, Kind.UNSIGNED, [waiting], today=desk.today)
