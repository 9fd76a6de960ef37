"""Which part of a hybrid trial somebody belongs to: counted there, and nowhere else."""

from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.trial import StudyPart

PART = "part"


def part_of(protocol: Protocol, *, direction: str) -> StudyPart | None:
    """The one part that looks this way; None where the trial has no parts, or several such."""
    found = [part for part in protocol.parts if part.direction == direction]
    return found[0] if len(found) == 1 else None
