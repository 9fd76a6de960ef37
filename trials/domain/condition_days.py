"""On which days a comparison of dates holds: how near a miss was, as a day.

"MRI at most a month before Enrollment day (2026-03-31)" holds from 2026-02-28 to 2026-03-31.
"""

from dataclasses import dataclass
from datetime import timedelta

from trials.domain.comparisons import as_days, ends, is_date, resolve
from trials.domain.condition_nodes import Comparison, Span
from trials.domain.day_ranges import DayRange
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.values import Facts, Known

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Both belong to it. A limit known in part is the stretch in which the true day lies."""

    first: DayRange | None = None
    last: DayRange | None = None


def day_limits(comparison: Comparison, facts: Facts) -> Limits | None:
    """None where no day limits it: a number, a code, or an anchor that is not known."""
    known = facts.get(comparison.fact)
    if not isinstance(known, Known) or not is_date(known.value):
        return None
    operand = comparison.operand(comparison.operator)
    if isinstance(operand, Span):
        anchor = resolve(operand.anchor, comparison, facts)
        if not is_date(anchor):
            return None
        first, last = ends(operand, as_days(anchor))
        return Limits(first=first, last=last)
    found = resolve(operand, comparison, facts)
    days = found if isinstance(found, tuple) else (found,)
    if not all(is_date(one) for one in days):
        return None
    return limits_of(comparison.operator, *(as_days(one) for one in days))


def limits_of(operator: str, day: DayRange, other: DayRange | None = None) -> Limits | None:
    return {
        "is": Limits(first=day, last=day),
        "between": Limits(first=day, last=other),
        "at_least": Limits(first=day),
        "after": Limits(first=day.shifted(days=1)),
        "at_most": Limits(last=day),
        "before": Limits(last=day.shifted(days=-1)),
    }.get(operator)


def days_inside(limits: Limits) -> Message | None:
    """ "from 2026-02-28 to 2026-03-31", counting only days that lie inside for certain."""
    first = limits.first.latest if limits.first else None
    last = limits.last.earliest if limits.last else None
    if first and last:
        return _("from {first} to {last}", first=first, last=last) if first <= last else None
    return _("from {first} on", first=first) if first else _("up to {last}", last=last)


def days_outside(limits: Limits) -> Message:
    first = limits.first.earliest - DAY if limits.first else None
    last = limits.last.latest + DAY if limits.last else None
    if first and last:
        return _("up to {first} or from {last} on", first=first, last=last)
    return _("up to {last}", last=first) if first else _("from {first} on", first=last)
