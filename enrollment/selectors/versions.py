"""Who is on which protocol version; a fixed number of queries, however many participants."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casebook.models import Consent, Participant
from casebook.selectors.consents import latest_consents
from enrollment.selectors.reconsents import Behind, awaiting
from trials.models import SiteActivation, Trial, VersionInForce
from trials.selectors.protocols import in_force_at


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A participant and the version their latest consent is to."""

    pk: int
    code: str
    site: str
    version: str
    basis: str
    consent_date: date
    behind: Behind | None = None


@dataclass(frozen=True, kw_only=True)
class SiteRow:
    """One version at one site. `in_force` is the day it took effect there."""

    site: str
    version: str
    in_force: date | None
    is_current: bool
    people: int
    awaiting: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`without_consent` counts those only screened: they are on no version yet."""

    rows: tuple[SiteRow, ...]
    people: tuple[Agreed, ...]
    without_consent: int


def versions_of(trial: Trial, *, activations: Iterable[int], today: date) -> Standing:
    places = {
        one.pk: one
        for one in SiteActivation.objects.filter(
            trial=trial, pk__in=list(activations)
        ).select_related("site")
    }
    in_force = in_force_at(dict.fromkeys(places, today))
    people = agreed(places, behind_by(places, in_force))
    registered = Participant.objects.filter(activation__in=places).count()
    return Standing(
        rows=tuple(site_rows(places, in_force, people)),
        people=tuple(sorted(people, key=longest_waiting_first)),
        without_consent=registered - len(people),
    )


def behind_by(
    places: Mapping[int, SiteActivation], in_force: Mapping[int, VersionInForce]
) -> Mapping[int, Behind]:
    """Those awaiting a new consent, by participant."""
    found = [
        one
        for pk, site in in_force.items()
        for one in Participant.objects.filter(activation=pk, consents__basis=Consent.Basis.SIGNED)
        .exclude(consents__protocol_version=site.protocol_version_id)
        .distinct()
        .select_related("activation__site", "activation__trial")
    ]
    consents = latest_consents([one.pk for one in found])
    waiting = awaiting(found, consents=consents, in_force=in_force)
    return {one.participant.pk: one for one in waiting}


def agreed(places: Mapping[int, SiteActivation], behind: Mapping[int, Behind]) -> list[Agreed]:
    latest = (
        Consent.objects.filter(activation__in=places)
        .order_by("participant_id", "-consent_date", "-pk")
        .distinct("participant_id")
    )
    columns = ("participant_id", "participant__code", "activation_id")
    rows = latest.values_list(*columns, "protocol_version__version", "basis", "consent_date")
    return [
        Agreed(
            pk=pk,
            code=code,
            site=places[place].site.code,
            version=version,
            basis=basis,
            consent_date=day,
            behind=behind.get(pk),
        )
        for pk, code, place, version, basis, day in rows
    ]


def longest_waiting_first(one: Agreed) -> tuple[bool, date, str]:
    since = one.behind.in_force.from_date if one.behind else date.max
    return one.behind is None, since, one.code


def site_rows(
    places: Mapping[int, SiteActivation],
    in_force: Mapping[int, VersionInForce],
    people: Iterable[Agreed],
) -> list[SiteRow]:
    """Every version that is, or was, in force at a site, or that somebody there agreed to."""
    listed = list(people)
    on = Counter((one.site, one.version) for one in listed)
    waiting = Counter((one.site, one.version) for one in listed if one.behind)
    since = {
        (row.activation.site.code, row.protocol_version.version): row.from_date
        for row in VersionInForce.objects.filter(activation__in=places)
        .select_related("activation__site", "protocol_version")
        .order_by("-from_date")
    }
    now = {(places[pk].site.code, row.protocol_version.version) for pk, row in in_force.items()}
    keys = sorted({*since, *on}, key=lambda key: (key[0], since.get(key, date.min), key[1]))
    return [
        SiteRow(
            site=site,
            version=version,
            in_force=since.get((site, version)),
            is_current=(site, version) in now,
            people=on[site, version],
            awaiting=waiting[site, version],
        )
        for site, version in keys
    ]
