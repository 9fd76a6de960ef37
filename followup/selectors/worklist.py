"""All that is to be done for the participants of a trial at some sites, in a fixed number of
queries however many they are. The page, the API and the letters of the morning show this list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from accounts.models import User
from casebook import pending
from casebook.models import Participant
from casebook.pending import Waits
from casebook.permissions import role_enters
from casebook.selectors.calendar import day_at
from casebook.selectors.consents import latest_consents
from enrollment.selectors.reconsents import awaiting
from followup.domain.outlook import Seen, tasks_in
from followup.domain.worklist import Kind, Person, Task, Waiting, in_order, waiting_tasks
from followup.selectors.charts import InForce, versions_called
from followup.selectors.outlooks import Ahead, in_places, outlooks_at
from trials.domain.protocol.forms import Form
from trials.domain.rights import Right, grant_of
from trials.domain.roles import Role
from trials.models import SiteActivation, Trial
from trials.selectors.delegations import reach_of
from trials.selectors.protocols import in_force_at, protocol_of


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who sits at which site on which of its days."""

    activation: SiteActivation
    today: date
    roles: frozenset[Role]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.activation.site.time_zone)

    @cached_property
    def signs(self) -> bool:
        return any(grant_of(Right.SIGN_FORM, role) for role in self.roles)

    def enters(self, form: Form) -> bool:
        return any(role_enters(role, form, Right.ENTER_DATA) for role in self.roles)

    def person(self, code: str) -> Person:
        return Person(code=code, site=self.activation.site.code)


Desks = Mapping[int, Desk]


def worklist(trial: Trial, *, activations: Iterable[int], user: User, now: datetime) -> list[Task]:
    """The most pressing first."""
    places = places_of(trial, activations)
    days = {pk: day_at(place, now) for pk, place in places.items()}
    desks, in_force = desks_of(places, days, user), in_force_at(days)
    outlooks = outlooks_at(places, days, in_force, user)
    return in_order(
        [
            *tasks_of(outlooks, desks, now),
            *reconsent_tasks(outlooks, desks, places, in_force),
            *prediction_tasks(desks),
        ]
    )


def places_of(trial: Trial, activations: Iterable[int]) -> Mapping[int, SiteActivation]:
    found = SiteActivation.objects.filter(trial=trial, pk__in=list(activations))
    return {one.pk: one for one in found.select_related("site", "trial")}


def desks_of(
    places: Mapping[int, SiteActivation], days: Mapping[int, date], user: User
) -> Mapping[int, Desk]:
    reach = {day: reach_of(user, on=day) for day in set(days.values())}
    return {
        pk: Desk(
            activation=place,
            today=days[pk],
            roles=frozenset(reach[days[pk]].roles_at(place)),
        )
        for pk, place in places.items()
    }


def tasks_of(outlooks: Iterable[Ahead], desks: Desks, now: datetime) -> Iterator[Task]:
    found = [one for one in outlooks if one.version_id is not None and one.lines]
    versions = versions_called({one.version_id for one in found if one.version_id is not None})
    protocols = {pk: protocol_of(version) for pk, version in versions.items()}
    for one in found:
        desk = desks[one.activation_id]
        seen = Seen(
            person=desk.person(one.code),
            protocol=protocols[one.version_id or 0],
            today=desk.today,
            now=now,
            zone=desk.zone,
            signs=desk.signs,
            enters=desk.enters,
        )
        yield from tasks_in(one.lines, seen)


def reconsent_tasks(
    outlooks: Iterable[Ahead],
    desks: Desks,
    places: Mapping[int, SiteActivation],
    in_force: InForce,
) -> Iterator[Task]:
    """For whoever agreed to another version than the site works by, and is to be asked again."""
    other = [one.pk for one in outlooks if one.consented and is_other(one, in_force)]
    people = in_places(Participant.objects.filter(pk__in=other), places)
    for one in awaiting(people, consents=latest_consents(other), in_force=in_force):
        desk = desks[one.participant.activation_id]
        version = one.in_force.protocol_version.version
        waiting = Waiting(id="consent", label=version, since=one.in_force.from_date)
        person = desk.person(one.participant.code)
        yield from waiting_tasks(person, Kind.RECONSENT, [waiting], today=desk.today)


def is_other(one: Ahead, in_force: InForce) -> bool:
    current = in_force.get(one.activation_id)
    return current is not None and current.protocol_version_id != one.version_id


def prediction_tasks(desks: Desks) -> Iterator[Task]:
    for one in pending.at(list(desks)):
        desk = desks[one.activation_id]
        kind = Kind.PENDING_PREDICTION if one.waits is Waits.RUNNING else Kind.FAILED_PREDICTION
        since = day_at(desk.activation, one.since)
        waiting = Waiting(id=one.id, label=one.name, since=since, field=one.waits)
        yield from waiting_tasks(desk.person(one.participant), kind, [waiting], today=desk.today)
