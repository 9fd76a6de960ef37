"""Lesions as RECIST 1.1 follows them: what one scan says of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trials.domain.messages import Message
from trials.domain.messages import message as _

NODES = "lymph nodes"
MOST_TARGETS, MOST_PER_ORGAN = 5, 2
MEASURABLE_MM, MEASURABLE_NODE_MM = Decimal(10), Decimal(15)
# A node below this is no disease: the body has it anyway.
NORMAL_NODE_MM = Decimal(10)
# What is there and too small to measure still counts.
TOO_SMALL_MM = Decimal(5)


class Kind(StrEnum):
    TARGET = "target"
    NON_TARGET = "non_target"
    NEW = "new"


class State(StrEnum):
    """What is said where no diameter is."""

    MEASURED = "measured"
    ABSENT = "absent"
    TOO_SMALL = "too_small"
    PRESENT = "present"
    PROGRESSED = "progressed"
    EQUIVOCAL = "equivocal"
    NOT_EVALUABLE = "not_evaluable"
    MERGED = "merged"
    SPLIT = "split"


@dataclass(frozen=True, kw_only=True)
class Lesion:
    """`diameter_mm`: the longest, of a node the short axis."""

    name: str
    kind: Kind
    state: State
    diameter_mm: Decimal | None = None
    is_node: bool = False
    organ: str = ""

    @property
    def size_mm(self) -> Decimal | None:
        """What it adds to the sum; None where nobody could measure it. Of lesions that merged one
        has the diameter of all and the others add nothing; a split one is as long as its parts."""
        return {
            State.MEASURED: self.diameter_mm,
            State.SPLIT: self.diameter_mm,
            State.MERGED: self.diameter_mm or Decimal(0),
            State.ABSENT: Decimal(0),
            State.TOO_SMALL: TOO_SMALL_MM,
        }.get(self.state)

    @property
    def is_counted_elsewhere(self) -> bool:
        return self.state is State.MERGED and self.diameter_mm is None

    @property
    def is_gone(self) -> bool:
        """A node is gone when it is of normal size."""
        size = None if self.state is State.MERGED else self.size_mm
        return size is not None and (size < NORMAL_NODE_MM if self.is_node else size == 0)

    @property
    def is_unequivocally_new(self) -> bool:
        return self.kind is Kind.NEW and self.state in (
            State.MEASURED,
            State.TOO_SMALL,
            State.PRESENT,
            State.PROGRESSED,
            State.MERGED,
            State.SPLIT,
        )


@dataclass(frozen=True, kw_only=True)
class Scan:
    """All that was looked at for one visit; its day is that of the first image."""

    visit: str
    day: date
    lesions: tuple[Lesion, ...] = ()

    def of(self, kind: Kind) -> tuple[Lesion, ...]:
        return tuple(one for one in self.lesions if one.kind is kind)

    def named(self, name: str) -> Lesion | None:
        return next((one for one in self.lesions if one.name == name), None)


def baseline_faults(scan: Scan) -> Iterator[Message]:
    """Where the choice of targets is not what RECIST allows; the sums are computed all the same."""
    targets = scan.of(Kind.TARGET)
    yield from too_many(targets)
    for lesion in targets:
        least = MEASURABLE_NODE_MM if lesion.is_node else MEASURABLE_MM
        if lesion.size_mm is None or lesion.size_mm < least:
            yield _(
                "{lesion} is not measurable at baseline: a target needs {least} mm.",
                lesion=lesion.name,
                least=least,
            )


def too_many(targets: Sequence[Lesion]) -> Iterator[Message]:
    if len(targets) > MOST_TARGETS:
        yield _("{count} target lesions: RECIST 1.1 allows 5.", count=len(targets))
    for organ in sorted(crowded(targets)):
        yield _("More than 2 target lesions in one organ: {organ}.", organ=organ)


def crowded(targets: Iterable[Lesion]) -> set[str]:
    """All lymph nodes together are one organ."""
    organs = [NODES if one.is_node else one.organ.casefold().strip() for one in targets]
    return {organ for organ in organs if organ and organs.count(organ) > MOST_PER_ORGAN}
