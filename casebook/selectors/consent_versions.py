"""Which consent document was in force at a site on the day of signing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from casebook.models import ConsentVersion
from casebook.selectors.history import printed_names
from trials.models import ProtocolVersion, SiteActivation, Trial


def consent_version_on(
    activation: SiteActivation, version: ProtocolVersion, *, on: date, language: str = ""
) -> ConsentVersion | None:
    """The latest that took effect by that day and belongs to this protocol version; where the
    language was not noted, in whichever."""
    found = in_effect(activation, version, on=on)
    if language:
        found = found.filter(language=language)
    return found.order_by("effective_from", "pk").last()


def documents_on(
    activation: SiteActivation, version: ProtocolVersion, *, on: date
) -> list[ConsentVersion]:
    """One for each language: what a participant of the site signs that day."""
    ordered = in_effect(activation, version, on=on).order_by("effective_from", "pk")
    latest = {one.language: one for one in ordered}
    return sorted(latest.values(), key=lambda one: one.language, reverse=True)


def versions_at(trial: Trial, activations: Iterable[int]) -> QuerySet[ConsentVersion]:
    """Those of the sites in reach, by site and newest first, with how many signed each."""
    found = ConsentVersion.objects.filter(
        activation__trial=trial, activation__in=list(activations)
    ).select_related("activation__site", "protocol_version")
    return (
        found.defer("protocol_version__source")
        .annotate(signed=Count("consents"))
        .order_by("activation__site__code", "-effective_from", "language")
    )


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The entry as it stood after one act."""

    row: Any
    version: str
    language: str
    at: datetime
    by: str
    why: str


def history_of(version: ConsentVersion) -> list[Recorded]:
    """Oldest first, the first one being the recording itself."""
    events = list(version.events.order_by("pgh_id"))
    names = printed_names({str(one.pgh_context["user"]) for one in events})
    versions = dict(
        ProtocolVersion.objects.filter(
            pk__in={one.protocol_version_id for one in events}
        ).values_list("pk", "version")
    )
    return [
        Recorded(
            row=one,
            version=versions[one.protocol_version_id],
            language=ConsentVersion.Language(one.language).label,
            at=one.pgh_created_at,
            by=names.get(one.pgh_context["user"], one.pgh_context["username"]),
            why=one.pgh_context.get("reason", ""),
        )
        for one in events
    ]


def in_effect(
    activation: SiteActivation, version: ProtocolVersion, *, on: date
) -> QuerySet[ConsentVersion]:
    return ConsentVersion.objects.filter(
        activation=activation, protocol_version=version, effective_from__lte=on
    )
