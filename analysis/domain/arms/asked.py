"""What an analysis of groups is asked about: the groups, each participant's time, the reference."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.domain.endpoint_counts import survival_times
from analysis.domain.endpoints import Derived
from analysis.domain.groups import Side
from analysis.domain.plan import Participant
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.tables import Label
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis
from trials.domain.protocol.endpoints import TimeToEvent


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`sides` are the groups this reader may see, or everybody together."""

    analysis: Analysis
    endpoint: TimeToEvent
    protocol: protocols.Protocol
    people: Sequence[Participant]
    derived: Sequence[Derived]
    sides: Sequence[Side]
    members_label: Label
    cut: date
    source: Label

    @property
    def key(self) -> str:
        return self.analysis.id

    def of(self, side: Side, derived: Sequence[Derived] | None = None) -> list[Derived]:
        given = self.derived if derived is None else derived
        return [one for one in given if one.participant in side.participants]

    def times(self, side: Side, derived: Sequence[Derived] | None = None) -> SurvivalTimes:
        return survival_times(self.of(side, derived))

    @property
    def group_of(self) -> Mapping[int, str]:
        return {one: side.key for side in self.sides for one in side.participants}

    @property
    def reference(self) -> Side | None:
        return next((one for one in self.sides if one.key == self.analysis.reference), None)

    def contrasts(self) -> Iterator[tuple[Side, Side]]:
        """Each group with the reference; nothing where groups are not shown."""
        if self.reference is not None:
            yield from ((one, self.reference) for one in self.sides if one is not self.reference)
