"""Whom a table of a report counts: a set of the protocol, pooled or split by arm."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.domain.safety import Arm, by_arm, pooled
from analysis.domain.sets import Members, members_of
from analysis.selectors.cut_people import CutPerson
from trials.domain.protocol.protocol import Protocol


@dataclass(frozen=True, kw_only=True)
class View:
    """What a reader may see of arms: nothing, letters, or names."""

    closed: bool
    # Only where a trial has arms.
    lettered: bool = False

    @property
    def names_arms(self) -> bool:
        return self.closed and not self.lettered


def full_set(protocol: Protocol, people: Sequence[CutPerson]) -> Members:
    """Everybody who counts: the set the protocol calls full, else its first."""
    name = "full" if "full" in protocol.sets else next(iter(protocol.sets))
    return members_of(name, protocol.sets[name], (one.person for one in people))


def safety_set(protocol: Protocol, people: Sequence[CutPerson]) -> Members:
    """The board sees the safety set where the protocol names one, else everybody."""
    name = "safety" if "safety" in protocol.sets else next(iter(protocol.sets))
    return members_of(name, protocol.sets[name], (one.person for one in people))


def arms_of(
    members: Members, people: Sequence[CutPerson], protocol: Protocol, *, closed: bool
) -> tuple[Arm, ...]:
    if not closed:
        return pooled(members)
    return by_arm(
        members,
        {one.id: one.arm for one in people},
        {arm.id: arm.short_label for arm in protocol.arms},
    )
