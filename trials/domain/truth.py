"""Three-valued truth: medicine often cannot tell yet, and that is neither yes nor no.

Kleene's strong logic: an unknown part settles nothing unless the other parts already have.
"""

from collections.abc import Iterable
from enum import StrEnum


class Truth(StrEnum):
    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, answer: bool | None) -> "Truth":
        if answer is None:
            return cls.UNKNOWN
        return cls.TRUE if answer else cls.FALSE

    @property
    def is_decided(self) -> bool:
        return self is not Truth.UNKNOWN


OPPOSITE = {
    Truth.TRUE: Truth.FALSE,
    Truth.FALSE: Truth.TRUE,
    Truth.UNKNOWN: Truth.UNKNOWN,
}


def negate(truth: Truth) -> Truth:
    return OPPOSITE[truth]


def all_of(truths: Iterable[Truth]) -> Truth:
    """One false part settles it; otherwise anything unknown keeps the question open."""
    seen = set(truths)
    if Truth.FALSE in seen:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.TRUE


def any_of(truths: Iterable[Truth]) -> Truth:
    """One true part settles it; otherwise anything unknown keeps the question open."""
    seen = set(truths)
    if Truth.TRUE in seen:
        return Truth.TRUE
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.FALSE
