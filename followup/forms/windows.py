"""Whether an event may be owed to treatment by its days, as the page says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from casebook.selectors.facts import facts_of
from casebook.selectors.protocols import protocol_behind
from followup.actions.grade_changes import course_of
from followup.domain.treatment_windows import (
    Window,
    emergent_window,
    first_reached,
    treatment_window,
)
from followup.models import AdverseEvent
from trials.domain.messages import gettext_noop
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.endpoints import AdverseEventProportion
from trials.domain.truth import Truth
from trials.domain.values import Facts, day_of
from trials.wording import worded

INSIDE: Mapping[Truth, str] = {
    Truth.TRUE: gettext_noop("Yes"),
    Truth.FALSE: gettext_noop("No"),
    Truth.UNKNOWN: gettext_noop("Cannot be told; it counts as inside"),
}


@dataclass(frozen=True, kw_only=True)
class WindowLine:
    """`day`: what of the event is held against the window."""

    asked: str
    answer: str
    window: str
    day: str


def window_lines(event: AdverseEvent, *, today: date) -> list[WindowLine]:
    facts = facts_of(event.participant)
    return [emergent_line(event, facts, today), *endpoint_lines(event, facts, today)]


def emergent_line(event: AdverseEvent, facts: Facts, today: date) -> WindowLine:
    window = emergent_window(
        first_dose=day_of(facts, "first_dose"),
        last_dose=day_of(facts, "last_dose"),
        surgery=day_of(facts, "surgery_date"),
        known_to=today,
    )
    return line_of(_("Treatment-emergent"), window, PartialDate.parse(event.onset), _("Onset"))


def endpoint_lines(event: AdverseEvent, facts: Facts, today: date) -> Iterator[WindowLine]:
    """A mild event that got worse counts by the day on which it did."""
    for endpoint in protocol_behind(event).endpoints:
        if isinstance(endpoint, AdverseEventProportion):
            reached = first_reached(course_of(event).graded, grade=endpoint.min_grade)
            window = treatment_window(
                first=day_of(facts, endpoint.window_from),
                last=day_of(facts, endpoint.window_to),
                plus_days=endpoint.plus_days,
                known_to=today,
            )
            what = _("Grade %(grade)s reached") % {"grade": endpoint.min_grade}
            yield line_of(worded(endpoint.short), window, reached, what)


def line_of(asked: str, window: Window | None, day: PartialDate | None, what: str) -> WindowLine:
    if day is None:
        return WindowLine(asked=asked, answer=_("No"), window="", day=f"{what}: –")
    if window is None:
        return WindowLine(
            asked=asked, answer=_("No"), window=_("not treated"), day=f"{what}: {day}"
        )
    return WindowLine(
        asked=asked,
        answer=_(INSIDE[window.holds(day)]),
        window=f"{window.first} – {window.last}",
        day=f"{what}: {day}",
    )
