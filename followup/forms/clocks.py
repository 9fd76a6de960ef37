"""The clocks of a serious event as the page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from followup.domain.clocks import (
    ASSUMED_LABELS,
    RULE_LABELS,
    STATE_LABELS,
    Clock,
    State,
)
from followup.forms.shown import at_the_site
from followup.models import AdverseEvent
from followup.selectors.serious_events import case_of, clocks_of

TONES: Mapping[State, str] = {
    State.MET: "done",
    State.LATE: "overdue",
    State.RUNNING: "running",
    State.OVERDUE: "overdue",
}


@dataclass(frozen=True, kw_only=True)
class ClockLine:
    rule: str
    due: str
    state: str
    tone: str


def clock_lines(event: AdverseEvent, *, now: datetime) -> list[ClockLine]:
    return [line_of(clock, event, now) for clock in clocks_of(event)]


def line_of(clock: Clock, event: AdverseEvent, now: datetime) -> ClockLine:
    rule, due = _(RULE_LABELS[clock.rule]), at_the_site(clock.due_at, event.activation.site)
    state = clock.state(now)
    return ClockLine(rule=rule, due=due, state=_(STATE_LABELS[state]), tone=TONES[state])


def assumed_lines(event: AdverseEvent) -> list[str]:
    """What nobody judged, once the sponsor's clocks run because of it."""
    case = case_of(event)
    assumed = case.assumed if case.sponsor_aware_at else ()
    return [_(ASSUMED_LABELS[one]) for one in assumed]
