"""What readers saw on a scan, each by themselves, and what counts of it.

single   the first read counts
double   two readers who do not know of each other; where they agree, that counts, else a third
         decides, who is shown both reads without names
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations

from followup.domain.agreement import kappa
from trials.domain.messages import Message
from trials.domain.messages import message as _

SINGLE, DOUBLE = "single", "double"
NONE, EQUIVOCAL, RECURRENCE = "none", "equivocal", "recurrence"
INADEQUATE = "inadequate"


class Seat(StrEnum):
    READER = "reader"
    ADJUDICATOR = "adjudicator"


@dataclass(frozen=True, kw_only=True)
class Read:
    """`location` is said of a recurrence only."""

    reader: int
    at: datetime
    adequate: bool
    finding: str
    location: str = ""
    seat: Seat = Seat.READER

    @property
    def category(self) -> str:
        return self.finding if self.adequate else INADEQUATE

    def agrees_with(self, other: "Read") -> bool:
        return (self.category, self.location) == (other.category, other.location)


class How(StrEnum):
    SINGLE = "single"
    AGREED = "agreed"
    ADJUDICATED = "adjudicated"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Final from `at` on: a read is never changed."""

    category: str
    location: str
    how: How
    at: datetime


def verdict(reads: Sequence[Read], *, reading: str) -> Verdict | None:
    """None while somebody still has to read."""
    first = [one for one in reads if one.seat is Seat.READER]
    third = next((one for one in reads if one.seat is Seat.ADJUDICATOR), None)
    if third is not None:
        return verdict_of(third, How.ADJUDICATED)
    if reading == SINGLE:
        return verdict_of(first[0], How.SINGLE) if first else None
    if len(first) == 2 and first[0].agrees_with(first[1]):
        return verdict_of(max(first, key=lambda one: one.at), How.AGREED)
    return None


def verdict_of(read: Read, how: How) -> Verdict:
    return Verdict(category=read.category, location=read.location, how=how, at=read.at)


def free_seat(reads: Sequence[Read], *, reader: int, reading: str) -> Seat | None:
    """Where this person may sit; nobody reads a scan twice."""
    if any(one.reader == reader for one in reads) or verdict(reads, reading=reading):
        return None
    taken = sum(one.seat is Seat.READER for one in reads)
    asked = 1 if reading == SINGLE else 2
    return Seat.READER if taken < asked else Seat.ADJUDICATOR


def fault(read: Read, *, why_inadequate: str, locations: Collection[str]) -> Message | None:
    if not read.adequate:
        return fault_of_inadequate(read, why_inadequate)
    if read.finding not in (NONE, EQUIVOCAL, RECURRENCE):
        return _("Say what the scan shows: no new lesion, equivocal or recurrence.")
    if read.finding == RECURRENCE and read.location not in locations:
        return _("Say where the recurrence is.")
    if read.finding != RECURRENCE and read.location:
        return _("A place is said of a recurrence only.")
    return None


def fault_of_inadequate(read: Read, why: str) -> Message | None:
    if not why.strip():
        return _("Say why the scan cannot be judged.")
    if read.finding != NONE or read.location:
        return _("What cannot be judged shows nothing. Say that it is adequate, or no finding.")
    return None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Of a pair of readers over the scans both read. `kappa` is Cohen's; None where chance alone
    would make them agree always."""

    pair: tuple[int, int]
    scans: int
    same: int
    kappa: float | None


def agreements(by_scan: Mapping[int, Iterable[Read]]) -> list[Agreement]:
    """Every pair that read a scan independently; the third, who knew both reads, is left out."""
    pairs: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for reads in by_scan.values():
        independent = sorted(
            (one for one in reads if one.seat is Seat.READER), key=lambda one: one.reader
        )
        for left, right in combinations(independent, 2):
            said = (left.category, right.category)
            pairs.setdefault((left.reader, right.reader), []).append(said)
    return [agreement(pair, said) for pair, said in sorted(pairs.items())]


def agreement(pair: tuple[int, int], said: Sequence[tuple[str, str]]) -> Agreement:
    same = sum(left == right for left, right in said)
    return Agreement(pair=pair, scans=len(said), same=same, kappa=kappa(said))
