"""What is kept of each participant's outlook, and whose has to be read anew from the records."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, Func, JSONField, OuterRef, Q, QuerySet, Value

from accounts.models import User
from casebook.models import Draft, FormRecord, Participant, Record
from followup.domain.outlook import VISIT, Line, restored
from followup.models import OutlookMark
from followup.selectors.charts import Chart, InForce, charts_of
from trials.domain.windows import CLOSING_WITHIN
from trials.models import SiteActivation

# `first_day` once more, for the database: most visits lie years ahead, and what it does not send
# nobody has to read.
PRESSES = f"""strict $[*] ? (@[0] != "{VISIT}" || @[2][1] <= $today
                            || (@[2][0] <= $today && @[2][2] <= $soon))"""


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What lies ahead of one participant: kept, or just read."""

    pk: int
    code: str
    activation_id: int
    consented: bool
    version_id: int | None
    lines: Collection[Line]


COLUMNS = ("pk", "code", "activation_id", "outlook__consented", "outlook__version_id")


def outlooks_at(
    places: Mapping[int, SiteActivation], days: Mapping[int, date], in_force: InForce, user: User
) -> list[Ahead]:
    """Of everybody for whom something can be work on these days, or whose version is not the
    site's. One statement says whom to believe and what, so that nobody falls between two."""
    kept, anew = [], []
    latest = max(days.values(), default=date.min)
    asked = Q(unread=True) | Q(outlook__wakes_on__lte=latest) | other_version(in_force)
    people = Participant.objects.for_activations(places).annotate(unread=is_unread(user))
    rows = people.filter(asked).order_by().values_list("unread", pressing(latest), *COLUMNS)
    for unread, lines, pk, code, place, consented, version in rows:
        current = in_force[place].protocol_version_id if place in in_force else None
        if unread or (not consented and version != current):
            anew.append(pk)
            continue
        kept.append(
            Ahead(
                pk=pk,
                code=code,
                activation_id=place,
                consented=consented,
                version_id=version,
                lines=restored(lines),
            )
        )
    return [*kept, *read_anew(anew, places, in_force, user)]


def pressing(today: date) -> Func:
    """Of the kept lines those that can be work on this day."""
    days = {"today": today.isoformat(), "soon": (today + CLOSING_WITHIN).isoformat()}
    return Func(
        F("outlook__lines"),
        Func(Value(PRESSES), template="%(expressions)s::jsonpath"),
        Value(days, JSONField()),
        function="jsonb_path_query_array",
        output_field=JSONField(),
    )


def is_unread(user: User) -> Q:
    drafts = Draft.objects.filter(participant=OuterRef("pk"), user=user)
    return Q(outlook=None) | is_marked() | Q(Exists(drafts))


def is_marked() -> Q:
    return Q(Exists(OutlookMark.objects.filter(participant=OuterRef("pk"))))


def other_version(in_force: InForce) -> Q:
    """Agreed to another than the site's, or read while the site worked by another."""
    sites: dict[int, list[int]] = {}
    for place, one in in_force.items():
        sites.setdefault(one.protocol_version_id, []).append(place)
    found = Q(outlook__followed=True, outlook__version=None, activation__in=list(in_force))
    for version, places in sites.items():
        differs = Q(outlook__followed=True, activation__in=places)
        found |= differs & ~Q(outlook__version=version)
    return found


def misread(in_force: InForce) -> QuerySet[Participant, int]:
    """Who has not agreed to any version, and was read by one the site works by no more."""
    found = Participant.objects.filter(other_version(in_force), outlook__consented=False)
    return found.values_list("pk", flat=True)


def read_anew(
    pks: Collection[int], places: Mapping[int, SiteActivation], in_force: InForce, user: User | None
) -> Iterator[Ahead]:
    people = followed(pks, places, user) if pks else []
    for chart in charts_of(people, in_force, user) if people else ():
        yield ahead_of(chart)


def ahead_of(chart: Chart) -> Ahead:
    return Ahead(
        pk=chart.pk,
        code=chart.participant.code,
        activation_id=chart.participant.activation_id,
        consented=chart.consented,
        version_id=chart.version.pk if chart.version else None,
        lines=chart.lines,
    )


def followed(
    pks: Collection[int], places: Mapping[int, SiteActivation], user: User | None
) -> list[Participant]:
    """Nobody visits an archived record, and thousands need not be looked at; what somebody began
    to write about one is still to be finished."""
    people = Participant.objects.filter(pk__in=list(pks)).filter(
        Q(origin=Participant.Origin.PROSPECTIVE) | Q(pk__in=begun_by(user))
    )
    return in_places(people.order_by(), places)


def begun_by(user: User | None) -> QuerySet[Participant, int]:
    incomplete = FormRecord.objects.filter(status=Record.Status.INCOMPLETE).values("participant")
    drafts = Draft.objects.filter(user=user).values("participant")
    began = Q(pk__in=incomplete) if user is None else Q(pk__in=incomplete) | Q(pk__in=drafts)
    return Participant.objects.filter(began).values_list("pk", flat=True)


def in_places(
    people: Iterable[Participant], places: Mapping[int, SiteActivation]
) -> list[Participant]:
    found = list(people)
    for one in found:
        one.activation = places[one.activation_id]
    return found
