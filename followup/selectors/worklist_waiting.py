"""Records as the lines of the worklist take them."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from casebook.domain.occasions import Occasion, find_form
from casebook.models import Draft
from casebook.selectors.calendar import day_at
from casebook.selectors.forms import occasion_of
from followup.domain.seriousness import ReportClock
from followup.domain.worklist import SeriousEvent, Waiting
from followup.models import AdverseEvent
from followup.selectors.worklist_rows import Asked, Begun, Rows
from trials.domain.ctcae.terms import term
from trials.domain.protocol.protocol import Protocol
from trials.models import SiteActivation
from trials.selectors.protocols import protocol_of


def serious_event(event: AdverseEvent, zone: ZoneInfo) -> SeriousEvent:
    """By the clock on the wall of the site."""
    clock = ReportClock(
        aware_at=event.aware_at.astimezone(zone),
        reported_at=event.reported_at,
        within=protocol_of(event.protocol_version).safety.site_within,
    )
    return SeriousEvent(id=str(event.pk), term=term(event.term), clock=clock)


def begun_forms(
    begun: Iterable[Begun], protocol: Protocol, place: SiteActivation
) -> Iterator[Waiting]:
    for one in begun:
        at = one.saved_at if isinstance(one, Draft) else one.entered_at
        form = find_form(protocol, one.form_id)
        yield Waiting(
            id=f"{one.form_id} {one.visit} {one.repeat}",
            label=form.label if form else one.form_id,
            since=day_at(place, at),
            occasion=occasion_of(one),
        )


def asked_questions(
    asked: Iterable[Asked], protocol: Protocol, place: SiteActivation
) -> Iterator[Waiting]:
    """Each leads to its question on the form."""
    for one in asked:
        item = protocol.items.get(one.item)
        yield Waiting(
            id=str(one.pk),
            label=item.label if item else one.item,
            since=day_at(place, one.since),
            occasion=Occasion(form_id=one.form_id, visit=one.visit, repeat=one.repeat),
            field=one.item,
        )


def started(rows: Rows, participant: int) -> set[Occasion]:
    return {occasion_of(one) for one in rows.unfinished.get(participant, ())}
