"""A reported event as the clocks take it."""

from casebook.selectors.protocols import protocol_behind
from followup.domain.clocks import Case
from followup.domain.seriousness import Criterion, related
from followup.models import AdverseEvent


def case_of(event: AdverseEvent) -> Case:
    """What the site recorded. The sponsor's own judgment and its reports are not written here."""
    judged = {agent.id for agent in protocol_behind(event).agents if agent.causality}
    return Case(
        criteria=frozenset(Criterion(one) for one in event.seriousness),
        zone=event.activation.site.time_zone,
        site_aware_at=event.aware_at,
        site_told_at=event.reported_at,
        sponsor_aware_at=event.reported_at,
        expected=event.expected,
        related_by_investigator=related(event.causality, agents=judged),
    )
