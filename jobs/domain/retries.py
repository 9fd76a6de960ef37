"""What follows when an attempt ends badly."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MOST_ATTEMPTS = 3
FIRST_WAIT = timedelta(seconds=10)


class Ending(StrEnum):
    REFUSED = "refused"  # the job itself said no, in words for the person
    BROKEN = "broken"  # a fault of the program: it would break the same way again
    UNREACHABLE = "unreachable"  # the database, a disk or a service did not answer
    LOST = "lost"  # the worker died, and said nothing


@dataclass(frozen=True, kw_only=True)
class TryAgain:
    after: timedelta


@dataclass(frozen=True)
class GiveUp:
    pass


def verdict(ending: Ending, *, attempts: int) -> TryAgain | GiveUp:
    """`attempts` counts the one that just ended."""
    if ending in (Ending.REFUSED, Ending.BROKEN) or attempts >= MOST_ATTEMPTS:
        return GiveUp()
    if ending is Ending.LOST:
        # Its lease has been waited for already.
        return TryAgain(after=timedelta(0))
    return TryAgain(after=FIRST_WAIT * 3 ** (attempts - 1))
