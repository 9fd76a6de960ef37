"""A reported event as the clocks take it: what the site wrote, whom they told, what the sponsor
holds of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from casebook.models import Participant
from casebook.selectors.protocols import protocol_behind
from followup.domain.clocks import URGENT, Case, Clock, Held, Judged, clocks, next_due
from followup.domain.serious_reports import AUTHORITY, SPONSOR, Known, Report
from followup.domain.seriousness import Criterion, related
from followup.models import AdverseEvent, SeriousReport, SponsorJudgment
from trials.models import SiteActivation

WITH_ALL = ("activation__site", "entered_by", "participant", "protocol_version__trial")
# Every version of it as well: the days run from when what was held changed.
AROUND = ("seriousreports__noted_by", "sponsorjudgments__noted_by", "events")


def serious_events(places: Iterable[SiteActivation]) -> QuerySet[AdverseEvent]:
    """The latest first, with whatever stands about each."""
    return (
        AdverseEvent.objects.filter(activation__in=list(places), serious=True)
        .select_related(*WITH_ALL)
        .prefetch_related(*AROUND)
        .order_by("-aware_at", "-pk")
    )


def judged_agents(event: AdverseEvent) -> set[str]:
    return {agent.id for agent in protocol_behind(event).agents if agent.causality}


def standing_reports(event: AdverseEvent) -> list[SeriousReport]:
    return [one for one in event.seriousreports.all() if one.stands]


def latest_judgment(event: AdverseEvent) -> SponsorJudgment | None:
    return max(event.sponsorjudgments.all(), key=lambda one: (one.noted_at, one.pk), default=None)


def known_of(event: AdverseEvent) -> Known:
    return Known(
        site_aware_at=event.serious_from,
        sponsor_aware_at=event.reported_at,
        is_urgent=bool(criteria_of(event) & URGENT),
        told=[as_report(one) for one in standing_reports(event)],
    )


def as_report(row: SeriousReport) -> Report:
    return Report(
        recipient=row.recipient,
        stage=row.stage,
        told_at=row.told_at,
        reference=row.reference,
        content=row.content,
        turned_urgent=row.turned_urgent,
    )


def criteria_of(event: AdverseEvent) -> frozenset[Criterion]:
    return frozenset(Criterion(one) for one in event.seriousness)


def case_of(event: AdverseEvent) -> Case:
    told = standing_reports(event)
    *before, (_since, judged) = held = judgments(event)
    untils = [since for since, _judged in held[1:]]
    to_sponsor = [one for one in told if one.recipient == SPONSOR]
    urgent = [one.told_at for one in to_sponsor if one.turned_urgent]
    return Case(
        criteria=criteria_of(event),
        zone=event.activation.site.time_zone,
        site_aware_at=event.aware_at,
        serious_aware_at=event.serious_aware_at,
        site_within=protocol_behind(event).safety.site_within,
        site_told_at=event.reported_at,
        sponsor_aware_at=event.reported_at,
        urgent_aware_at=min(urgent, default=None),
        judged=judged,
        before=tuple(
            Held(until=until, judged=was) for until, (_at, was) in zip(untils, before, strict=True)
        ),
        sent_at=tuple(one.told_at for one in told if one.recipient == AUTHORITY),
        news_at=tuple(one.told_at for one in to_sponsor),
    )


def judgments(event: AdverseEvent) -> list[tuple[datetime, Judged]]:
    """What was held of it and since when that is on record, the earliest first; the last stands."""
    written = sorted(event.events.all(), key=lambda one: one.version) or [event]
    said = sorted(event.sponsorjudgments.all(), key=lambda one: (one.noted_at, one.pk))
    moments = sorted({*(one.entered_at for one in written), *(one.noted_at for one in said)})
    agents = judged_agents(event)
    found: list[tuple[datetime, Judged]] = []
    for at in moments:
        site = [one for one in written if one.entered_at <= at] or written[:1]
        sponsor = [one for one in said if one.noted_at <= at]
        judged = judged_by(site[-1], sponsor[-1] if sponsor else None, agents)
        if not found or found[-1][1] != judged:
            found.append((at, judged))
    return found


def judged_by(event: AdverseEvent, judgment: SponsorJudgment | None, agents: set[str]) -> Judged:
    return Judged(
        expected=expected(event, judgment),
        related_by_investigator=related(event.causality, agents=agents),
        related_by_sponsor=related(judgment.causality, agents=agents) if judgment else None,
    )


def expected(event: AdverseEvent, judgment: SponsorJudgment | None) -> bool | None:
    """The reference is the sponsor's, and so is the last word; until then the investigator's."""
    if judgment is not None and judgment.expected is not None:
        return judgment.expected
    return event.expected


def clocks_of(event: AdverseEvent) -> Sequence[Clock]:
    """None over archived records: they tell of what was over before anybody could be told."""
    return () if is_archived(event) else clocks(case_of(event))


def is_archived(event: AdverseEvent) -> bool:
    return event.participant.origin == Participant.Origin.RETROSPECTIVE


def next_clock(event: AdverseEvent, *, now: datetime) -> Clock | None:
    return next_due(clocks_of(event), now)
