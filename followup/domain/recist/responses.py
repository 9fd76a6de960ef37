"""The response at each time point by RECIST 1.1.

The sum of the targets is held against the baseline for a response, and against the smallest sum
so far, the baseline among them, for progression. What was not seen never counts as a response; it
does not undo a progression that the rest already shows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from followup.domain.recist.lesions import Kind, Lesion, Scan, State, baseline_faults
from trials.domain.messages import Message
from trials.domain.messages import message as _

GROWTH_MM = Decimal(5)


class Response(StrEnum):
    CR = "CR"
    PR = "PR"
    SD = "SD"
    NON_CR_NON_PD = "NON-CR/NON-PD"
    PD = "PD"
    NE = "NE"
    # Nothing to follow and nothing new: after a resection.
    NED = "NED"


@dataclass(frozen=True, kw_only=True)
class Sum:
    """`total` is of what was measured; `missing` are the targets that were not."""

    total: Decimal
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TimePoint:
    """`overall` is None at baseline. A part that is None was never there."""

    visit: str
    day: date
    sum: Sum | None = None
    baseline_mm: Decimal | None = None
    nadir_mm: Decimal | None = None
    target: Response | None = None
    non_target: Response | None = None
    has_new_lesion: bool = False
    overall: Response | None = None
    reasons: tuple[Message, ...] = ()


def time_points(scans: Sequence[Scan]) -> tuple[TimePoint, ...]:
    """Scans of one participant by one reader; the first by day is the baseline."""
    if not scans:
        return ()
    baseline, *later = sorted(scans, key=lambda scan: scan.day)
    points = [baseline_point(baseline)]
    for scan in later:
        points.append(point(scan, baseline, points, new_lesions(scan, later)))
    return tuple(points)


def baseline_point(scan: Scan) -> TimePoint:
    total = sum_of(scan, scan) if scan.of(Kind.TARGET) else None
    mm = total.total if total and not total.missing else None
    return TimePoint(
        visit=scan.visit,
        day=scan.day,
        sum=total,
        baseline_mm=mm,
        nadir_mm=mm,
        reasons=tuple(baseline_faults(scan)),
    )


def point(
    scan: Scan, baseline: Scan, before: Sequence[TimePoint], new: Sequence[Message]
) -> TimePoint:
    made = TimePoint(
        visit=scan.visit,
        day=scan.day,
        sum=sum_of(scan, baseline) if baseline.of(Kind.TARGET) else None,
        baseline_mm=before[0].baseline_mm,
        nadir_mm=nadir(before),
        has_new_lesion=bool(new),
    )
    was_complete = complete(before)
    target, why_target = target_response(made, scan, baseline, was_complete=was_complete)
    non_target, why_rest = non_target_response(scan, baseline, was_complete=was_complete)
    made = replace(made, target=target, non_target=non_target)
    reasons = (*why_target, *changed_shape(scan), *why_rest, *new, *doubtful(scan, new))
    return replace(made, overall=overall(made), reasons=reasons)


def sum_of(scan: Scan, baseline: Scan) -> Sum:
    found = {one.name: scan.named(one.name) for one in baseline.of(Kind.TARGET)}
    sizes = {name: one.size_mm if one else None for name, one in found.items()}
    if not any(sizes.values()):
        # What merged has its diameter nowhere: then nobody measured it.
        merged = [name for name, one in found.items() if one and one.is_counted_elsewhere]
        sizes |= dict.fromkeys(merged)
    return Sum(
        total=sum((size for size in sizes.values() if size is not None), Decimal(0)),
        missing=tuple(name for name, size in sizes.items() if size is None),
    )


def nadir(before: Sequence[TimePoint]) -> Decimal | None:
    """The smallest whole sum so far: half a sum is no nadir."""
    whole = [one.sum.total for one in before if one.sum and not one.sum.missing]
    return min(whole, default=None)


def complete(before: Sequence[TimePoint]) -> bool:
    return any(one.overall is Response.CR for one in before)


# --- targets -------------------------------------------------------------------------------------


def target_response(
    made: TimePoint, scan: Scan, baseline: Scan, *, was_complete: bool
) -> tuple[Response | None, list[Message]]:
    if made.sum is None:
        return None, []
    if made.baseline_mm is None or made.nadir_mm is None:
        return Response.NE, [_("The targets have no whole sum at baseline.")]
    seen = [scan.named(one.name) for one in baseline.of(Kind.TARGET)]
    returned = [one.name for one in seen if one and was_complete and is_back(one)]
    if returned:
        return Response.PD, [_("Seen again after a complete response: {of}.", of=listed(returned))]
    return by_sum(made.sum, seen, baseline_mm=made.baseline_mm, nadir_mm=made.nadir_mm)


def by_sum(
    total: Sum, seen: Sequence[Lesion | None], *, baseline_mm: Decimal, nadir_mm: Decimal
) -> tuple[Response, list[Message]]:
    grown = has_grown(total.total, nadir_mm)
    growth = _("Sum {sum} mm, smallest before {nadir} mm.", sum=total.total, nadir=nadir_mm)
    if total.missing:
        unseen = _("Not evaluable: {of}.", of=listed(total.missing))
        return (Response.PD, [growth, unseen]) if grown else (Response.NE, [unseen])
    if all(one and one.is_gone for one in seen):
        return Response.CR, [_("All targets are gone, nodes below 10 mm.")]
    if grown:
        return Response.PD, [growth]
    shrunk = _("Sum {sum} mm, at baseline {baseline} mm.", sum=total.total, baseline=baseline_mm)
    if total.total * 10 <= baseline_mm * 7:
        return Response.PR, [shrunk]
    return Response.SD, [shrunk, growth]


def has_grown(total: Decimal, nadir_mm: Decimal) -> bool:
    """By a fifth and by 5 mm, both: a few millimeters of a small sum are measuring error."""
    return total * 10 >= nadir_mm * 12 and total - nadir_mm >= GROWTH_MM


def is_back(lesion: Lesion) -> bool:
    """A node that varies about its normal size is judged by the sum alone."""
    return not lesion.is_node and bool(lesion.size_mm)


def is_there_again(lesion: Lesion) -> bool:
    return is_back(lesion) or (not lesion.is_node and lesion.state is State.PRESENT)


def changed_shape(scan: Scan) -> Iterator[Message]:
    targets = scan.of(Kind.TARGET)
    merged = [one.name for one in targets if one.is_counted_elsewhere]
    parts = [one.name for one in targets if one.state is State.SPLIT]
    if merged:
        yield _("Merged with another, and counted there: {of}.", of=listed(merged))
    if parts:
        yield _("Split, the parts added: {of}.", of=listed(parts))


# --- the rest ------------------------------------------------------------------------------------


def non_target_response(
    scan: Scan, baseline: Scan, *, was_complete: bool
) -> tuple[Response | None, list[Message]]:
    expected = [one.name for one in baseline.of(Kind.NON_TARGET)]
    if not expected:
        return None, []
    seen = {name: scan.named(name) for name in expected}
    worse = [name for name, one in seen.items() if one and one.state is State.PROGRESSED]
    unseen = [n for n, one in seen.items() if not one or one.state is State.NOT_EVALUABLE]
    returned = [n for n, one in seen.items() if one and was_complete and is_there_again(one)]
    if worse:
        return Response.PD, [_("Unequivocal progression of {of}.", of=listed(worse))]
    if returned:
        return Response.PD, [_("Seen again after a complete response: {of}.", of=listed(returned))]
    if unseen:
        return Response.NE, [_("Not evaluable: {of}.", of=listed(unseen))]
    if all(one and one.is_gone for one in seen.values()):
        return Response.CR, [_("All non-target lesions are gone.")]
    return Response.NON_CR_NON_PD, []


def new_lesions(scan: Scan, later: Sequence[Scan]) -> list[Message]:
    """Each lesion that is new here, or that was doubtful here and was confirmed afterwards."""
    return [why for one in scan.of(Kind.NEW) if (why := why_new(one, scan, later))]


def why_new(lesion: Lesion, scan: Scan, scans: Sequence[Scan]) -> Message | None:
    if lesion.is_unequivocally_new:
        return _("New lesion: {lesion}.", lesion=lesion.name)
    if lesion.state is not State.EQUIVOCAL:
        return None
    for other in until_refuted(lesion.name, scan, scans):
        return _(
            "New lesion: {lesion}, doubtful here and confirmed on {day}: dated back to this scan.",
            lesion=lesion.name,
            day=other,
        )
    return None


def doubtful(scan: Scan, new: Sequence[Message]) -> Iterator[Message]:
    if any(one.state is State.EQUIVOCAL for one in scan.of(Kind.NEW)) and not new:
        yield _("A doubtful lesion counts once a later scan confirms it.")


def until_refuted(name: str, scan: Scan, scans: Sequence[Scan]) -> Iterator[date]:
    """The days it was confirmed, as long as no scan between found that it is not there."""
    for other in scans:
        found = other.named(name) if other.day > scan.day else None
        if found and found.state is State.ABSENT:
            return
        if found and found.is_unequivocally_new:
            yield other.day


def overall(made: TimePoint) -> Response:
    parts = {made.target, made.non_target}
    if made.has_new_lesion or Response.PD in parts:
        return Response.PD
    if made.target is None:
        return made.non_target or Response.NED
    # All targets gone, and other lesions left or not seen: part of the disease is gone.
    if made.target is Response.CR and made.non_target not in (None, Response.CR):
        return Response.PR
    return made.target


def listed(names: Sequence[str]) -> str:
    return ", ".join(names)
