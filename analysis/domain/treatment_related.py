"""The share with a related adverse event of a grade or worse, reached within a window of treatment.

What is missing counts against safety: an event whose relation nobody judged is related, one whose
day is not known counts if it may lie in the window, one without a grade counts. Two denominators:
all who were to be treated, and those who got at least one dose.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.domain.proportions import Share
from analysis.domain.safety import AdverseEventRow
from analysis.domain.sets import Person
from followup.domain.treatment_windows import Window, treatment_window
from trials.domain.protocol.endpoints import AdverseEventProportion
from trials.domain.values import Facts, day_of


@dataclass(frozen=True, kw_only=True)
class RelatedShare:
    """`events` are those that count, of everybody in the arms."""

    assigned: Share
    treated: Share
    events: tuple[AdverseEventRow, ...]


def related_share(
    endpoint: AdverseEventProportion,
    people: Iterable[Person],
    events: Sequence[AdverseEventRow],
    *,
    cut: date,
) -> RelatedShare:
    """`people` are the members of the endpoint's arms."""
    windows = {one.participant: window_of(endpoint, one.facts, cut=cut) for one in people}
    counted = tuple(
        event
        for event in events
        if (window := windows.get(event.participant)) and counts(endpoint, event, window)
    )
    having = {event.participant for event in counted}
    treated = {one for one, window in windows.items() if window}
    return RelatedShare(
        assigned=split(windows.keys(), having),
        treated=split(treated, having),
        events=counted,
    )


def split(participants: Iterable[int], having: set[int]) -> Share:
    ordered = sorted(participants)
    return Share(
        yes=tuple(one for one in ordered if one in having),
        no=tuple(one for one in ordered if one not in having),
    )


def counts(endpoint: AdverseEventProportion, event: AdverseEventRow, window: Window) -> bool:
    severe = event.grade is None or event.grade >= endpoint.min_grade
    reached = event.reached(endpoint.min_grade)
    return severe and is_blamed(event, endpoint.related_to) and window.may_hold(reached)


def is_blamed(event: AdverseEventRow, agents: Iterable[str]) -> bool:
    return not event.judged or bool(event.blamed & set(agents))


def window_of(endpoint: AdverseEventProportion, facts: Facts, *, cut: date) -> Window | None:
    return treatment_window(
        first=day_of(facts, endpoint.window_from),
        last=day_of(facts, endpoint.window_to),
        plus_days=endpoint.plus_days,
        known_to=cut,
    )
