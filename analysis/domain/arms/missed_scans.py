"""An event behind two or more scheduled scans that nobody made: nobody knows when within that gap
it happened (FDA, clinical trial endpoints, 2007, appendix 3, table A).

Read twice beside the headline, as late and as early as it may be: not seen at all, and on the day
when the first scan that was missed was due.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analysis.domain.arms.asked import Asked
from analysis.domain.durations import days_between, months_in_days
from analysis.domain.endpoints import Derived, Outcome
from analysis.domain.history import date_in
from analysis.domain.plan import Participant
from trials.domain.values import Known

MISSED = "missed_scans"
# So many in a row are a gap.
A_GAP = 2


@dataclass(frozen=True, kw_only=True)
class Due:
    """A scheduled scan in days from the endpoint's origin: when due, and its window."""

    day: int
    first: int
    last: int


Change = Callable[[Derived, date, Sequence[Due]], Derived]


def after_missed_scans(asked: Asked, change: Change) -> Iterator[Derived]:
    people = {one.id: one for one in asked.people}
    due = due_scans(asked)
    for one in asked.derived:
        scan = last_scan_before(people[one.participant], asked, one)
        gap = [] if scan is None else missed(one, scan, due)
        yield one if scan is None or len(gap) < A_GAP else change(one, scan, gap)


def due_scans(asked: Asked) -> list[Due]:
    visits = [
        (round(months_in_days(one.months)), one.window)
        for one in asked.protocol.visits
        if one.anchor == asked.endpoint.origin and one.imaging and one.months is not None
    ]
    return [
        Due(day=day, first=day + before, last=day + after)
        for day, (before, after) in sorted(visits)
    ]


def last_scan_before(one: Participant, asked: Asked, derived: Derived) -> date | None:
    """The last clear scan before the event; the origin where there was none."""
    if derived.outcome is not Outcome.EVENT or derived.origin_date is None:
        return None
    name = asked.endpoint.censor_at
    given = [*one.earlier.get(name, ()), one.facts.get(name)]
    days = [found.full for fact in given if isinstance(fact, Known) and (found := date_in(fact))]
    before = [day for day in days if day and derived.end_date and day < derived.end_date]
    return max([derived.origin_date, *before])


def missed(one: Derived, scan: date, due: Sequence[Due]) -> list[Due]:
    if one.days is None or one.origin_date is None:
        return []
    seen = days_between(one.origin_date, scan)
    return [scheduled for scheduled in due if seen < scheduled.first and scheduled.last < one.days]


def censored(one: Derived, scan: date, _gap: Sequence[Due]) -> Derived:
    assert one.origin_date is not None
    return replace(
        one,
        outcome=Outcome.CENSORED,
        why=MISSED,
        days=max(0, days_between(one.origin_date, scan)),
        end_date=scan,
    )


def moved(one: Derived, _scan: date, gap: Sequence[Due]) -> Derived:
    assert one.origin_date is not None
    return replace(one, days=gap[0].day, end_date=one.origin_date + timedelta(days=gap[0].day))
