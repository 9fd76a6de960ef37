"""The closed report's section of monitoring: what the charter set, and where the trial stands."""

from collections.abc import Iterator, Mapping, Sequence

from analysis.domain.blocks import Block
from analysis.domain.estimates import NotEstimable
from analysis.domain.groups import sides_of
from analysis.domain.monitoring.boundary_chart import boundary_chart
from analysis.domain.monitoring.charter import LookNow, look_now
from analysis.domain.monitoring.charter_tables import (
    characteristics_table,
    limits_now_table,
    limits_table,
    look_table,
    looks_table,
)
from analysis.domain.monitoring.watching import seen
from analysis.domain.plan import chosen, compared, derive_each
from analysis.domain.safety_listings import SafetyPerson
from analysis.domain.tables import Label
from analysis.models import DataCut
from analysis.reports.arms import View
from analysis.selectors.cut_conduct import source_of
from analysis.selectors.cut_people import CutPerson, begun_on, people_of
from analysis.selectors.cut_watching import cuts_seen_before, watchees_of
from trials.domain.messages import message as _
from trials.domain.protocol.analyses import Analysis
from trials.domain.protocol.charter import Charter, Looks
from trials.domain.protocol.endpoints import TimeToEvent
from trials.domain.protocol.protocol import Protocol

Blocks = Iterator[Block]
NO_CHARTER = _(
    "No charter is set for this trial: there is no boundary and no limit, and none is assumed."
)


def charter_blocks(protocol: Protocol) -> Blocks:
    """What was set and how it would behave, whatever the data say."""
    charter = protocol.charter
    if charter is None:
        yield NO_CHARTER
        return
    yield from heading(charter)
    if charter.looks is not None:
        yield looks_table(charter.looks)
    if charter.limits:
        yield limits_table(charter.limits, arms_in(protocol))
        yield characteristics_table(charter.limits)


def monitoring_blocks(
    cut: DataCut,
    people: Sequence[CutPerson],
    listed: Sequence[SafetyPerson],
    protocol: Protocol,
    view: View,
) -> Blocks:
    """As `charter_blocks`, and the trial at this cut against it. For closed reports only. Under
    letters not where it stands against the planned reference, nor against a limit of one arm:
    beside the curves either would tell which letter that is."""
    yield from charter_blocks(protocol)
    charter = protocol.charter
    if charter is None:
        return
    if charter.looks is not None and view.names_arms:
        yield look_table(charter.looks, look_at(cut, people, charter.looks, protocol))
    limits = [one for one in charter.limits if view.names_arms or one.arm is None]
    if limits:
        watched = watchees_of(cut, people, listed)
        found = [(one, seen(one, watched, cut=cut.events_to)) for one in limits]
        yield limits_now_table(found, arms_in(protocol))
        begun = {one.id: day for one in people if (day := begun_on(one))}
        for limit, one in found:
            yield boundary_chart(limit, one, begun, source=source_of(cut))


def arms_in(protocol: Protocol) -> Mapping[str, Label]:
    return {arm.id: arm.short_label for arm in protocol.arms}


def heading(charter: Charter) -> Blocks:
    yield _("Charter {version}.", version=charter.version)
    if charter.example:
        yield _("This charter is an example: no board has adopted it.")
    if charter.note is not None:
        yield charter.note


def look_at(
    cut: DataCut, people: Sequence[CutPerson], looks: Looks, protocol: Protocol
) -> LookNow | NotEstimable:
    analysis = next(one for one in protocol.analyses if one.id == looks.analysis)
    assert analysis.reference is not None
    before = [
        events_in(earlier, analysis, protocol, people_of(earlier, protocol, sealed=False))
        for earlier in cuts_seen_before(cut)
    ]
    _members, counted = chosen(analysis, protocol, people)
    endpoint = protocol.endpoint(analysis.endpoint)
    assert isinstance(endpoint, TimeToEvent)
    derived = tuple(derive_each(endpoint, counted, cut.events_to))
    groups = compared(derived, sides_of(analysis, counted, protocol, closed=True))
    return look_now(
        looks,
        {one.key: one.times for one in groups},
        reference=analysis.reference,
        before=before,
    )


def events_in(
    cut: DataCut, analysis: Analysis, protocol: Protocol, people: Sequence[CutPerson]
) -> int:
    """The information of an earlier look: events of everybody together."""
    _members, counted = chosen(analysis, protocol, people)
    endpoint = protocol.endpoint(analysis.endpoint)
    assert isinstance(endpoint, TimeToEvent)
    derived = tuple(derive_each(endpoint, counted, cut.events_to))
    (everybody,) = compared(derived, sides_of(analysis, counted, protocol, closed=False))
    return everybody.times.events
