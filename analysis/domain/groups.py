"""Whom an analysis sets beside whom: everybody together, or the levels of a coded fact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from analysis.domain.tables import Label
from trials.domain.messages import message as _
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis
from trials.domain.values import Facts, Known

POOLED = "pooled"


class Grouped(Protocol):
    """As much of a participant as matters here."""

    @property
    def id(self) -> int: ...
    @property
    def facts(self) -> Facts: ...


@dataclass(frozen=True, kw_only=True)
class Side:
    """One group of a comparison, under the label its reader may see."""

    key: str
    label: Label
    participants: frozenset[int]


def pooled(people: Iterable[Grouped]) -> tuple[Side, ...]:
    everybody = frozenset(one.id for one in people)
    return (Side(key=POOLED, label=_("All"), participants=everybody),)


def sides_of(
    analysis: Analysis, people: Sequence[Grouped], protocol: protocols.Protocol, *, closed: bool
) -> tuple[Side, ...]:
    """In the order of the protocol's codes; whoever has no level is in no group.

    Not only arms are closed: a treatment that was chosen tells as much about how it goes.
    """
    if analysis.by is None or not closed:
        return pooled(people)
    level = {one.id: level_of(one.facts, analysis.by) for one in people}
    return tuple(
        Side(
            key=code,
            label=label,
            participants=frozenset(one for one, found in level.items() if found == code),
        )
        for code, label in protocol.declaration(analysis.by).codes.items()
    )


def level_of(facts: Facts, name: str) -> str | None:
    found = facts.get(name)
    return str(found.value) if isinstance(found, Known) else None
