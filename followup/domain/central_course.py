"""What the readers' verdicts on one participant's scans come to.

A scan that nobody has settled says nothing: neither a recurrence nor that there was none. Equivocal
and confirmed later counts from the first scan that showed it (RECIST 1.1, 4.3.5); a scan that
cannot be judged in between changes nothing of that, a clear one does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.reads import EQUIVOCAL, INADEQUATE, NONE, RECURRENCE


@dataclass(frozen=True, kw_only=True)
class Settled:
    """A scan with a verdict, and what that says."""

    scan: int
    day: date
    category: str


@dataclass(frozen=True, kw_only=True)
class CentralCourse:
    """`clear`: each adequate scan without a new lesion. `recurrence`: the scan it counts from."""

    clear: tuple[Settled, ...]
    recurrence: Settled | None


def central_course(settled: Iterable[Settled]) -> CentralCourse:
    ordered = sorted(settled, key=lambda one: (one.day, one.scan))
    found = next((at for at, one in enumerate(ordered) if one.category == RECURRENCE), None)
    return CentralCourse(
        clear=tuple(one for one in ordered if one.category == NONE),
        recurrence=None if found is None else first_seen(ordered[: found + 1]),
    )


def first_seen(until: Sequence[Settled]) -> Settled:
    """`until`: the scans up to and with the recurrence, in order."""
    *before, first = until
    for one in reversed(before):
        if one.category == EQUIVOCAL:
            first = one
        elif one.category != INADEQUATE:
            break
    return first
