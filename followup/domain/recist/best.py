"""The best response of a course, with and without confirmation.

Nothing after the first progression counts. A stable disease must have lasted; a response that
awaits confirmation and does not get it is a stable disease, if that lasted long enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from followup.domain.recist.responses import Response, TimePoint
from trials.domain.messages import Message
from trials.domain.messages import message as _

STABLE = (Response.CR, Response.PR, Response.SD, Response.NON_CR_NON_PD)
CONFIRMED_BY = {
    Response.CR: {Response.CR},
    Response.PR: {Response.CR, Response.PR},
}
# More than one scan in a row that says nothing leaves a gap nobody can vouch for.
MOST_UNSEEN = 1


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the protocol asks: days from baseline for a stable disease, days to the confirmation."""

    stable_days: int = 42
    confirm_days: int = 28


@dataclass(frozen=True, kw_only=True)
class Best:
    response: Response
    point: TimePoint | None = None
    reason: Message | None = None


def best(points: Sequence[TimePoint], *, terms: Terms, confirmed: bool) -> Best:
    """`points` begin with the baseline."""
    counted = until_progression(points)
    if not counted:
        return Best(response=Response.NE, reason=_("There is no scan after the baseline."))
    awaiting: list[TimePoint] = []
    for wanted in (Response.CR, Response.PR):
        for position, point in enumerate(counted):
            if point.overall is wanted:
                reason = supported(counted, position, terms=terms, confirmed=confirmed)
                if reason is not None:
                    found = Best(response=wanted, point=point, reason=reason)
                    return unconfirmed(awaiting, found, terms=terms)
                awaiting.append(point)
    return unconfirmed(awaiting, without_response(points[0], counted, terms=terms), terms=terms)


def unconfirmed(awaiting: Sequence[TimePoint], found: Best, *, terms: Terms) -> Best:
    """Says of a better response that nobody confirmed why it does not count."""
    if not awaiting or awaiting[0].overall is found.response:
        return found
    why = _(
        "{response} of {day} was not confirmed {days} days later or more.",
        response=awaiting[0].overall,
        day=awaiting[0].day,
        days=terms.confirm_days,
    )
    return replace(found, reason=_("{why} {rest}", why=why, rest=found.reason))


def until_progression(points: Sequence[TimePoint]) -> list[TimePoint]:
    counted = []
    for point in points[1:]:
        counted.append(point)
        if point.overall is Response.PD:
            break
    return counted


def supported(
    counted: Sequence[TimePoint], position: int, *, terms: Terms, confirmed: bool
) -> Message | None:
    """Why the response at this position stands; None where it does not."""
    point = counted[position]
    if not confirmed:
        return _("Seen on {day}.", day=point.day)
    wanted, unseen = CONFIRMED_BY[point.overall or Response.NE], 0
    for later in counted[position + 1 :]:
        if later.overall in wanted:
            if (later.day - point.day).days >= terms.confirm_days:
                return _("Seen on {day}, confirmed on {later}.", day=point.day, later=later.day)
            continue
        unseen += 1
        if later.overall is not Response.NE or unseen > MOST_UNSEEN:
            return None
    return None


def without_response(baseline: TimePoint, counted: Sequence[TimePoint], *, terms: Terms) -> Best:
    lasting = [point for point in counted if point.overall in STABLE]
    for point in reversed(lasting):
        days = (point.day - baseline.day).days
        if days >= terms.stable_days:
            reason = _("Stable until day {days} after baseline.", days=days)
            return Best(response=stable(lasting), point=point, reason=reason)
    ended = counted[-1]
    if ended.overall is Response.PD:
        return Best(response=Response.PD, point=ended, reason=_("Seen on {day}.", day=ended.day))
    if all(point.overall is Response.NED for point in counted):
        return Best(response=Response.NED, point=ended, reason=_("Nothing new was seen."))
    if lasting:
        return Best(
            response=Response.NE,
            reason=_("Not stable for {days} days after baseline.", days=terms.stable_days),
        )
    return Best(response=Response.NE, reason=_("No scan could be evaluated."))


def stable(points: Sequence[TimePoint]) -> Response:
    """Where only non-target lesions are followed, nothing shrinks and nothing is measured."""
    only_rest = all(point.target is None for point in points)
    return Response.NON_CR_NON_PD if only_rest else Response.SD
