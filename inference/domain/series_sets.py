"""When a scan is whole: every phase the protocol asks for, from one study."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """An accepted series as it is stored; a lower `key` was stored earlier."""

    key: int
    study_uid: str
    phase: str
    acquired_on: date


@dataclass(frozen=True, kw_only=True)
class ScanSet:
    """One series for each phase, in the protocol's order of phases."""

    series: tuple[Accepted, ...]

    @property
    def anchor(self) -> int:
        """The series in whose name the set speaks."""
        return min(one.key for one in self.series)

    @property
    def phases(self) -> tuple[str, ...]:
        return tuple(one.phase for one in self.series)

    @property
    def acquired_on(self) -> date:
        return min(one.acquired_on for one in self.series)


def complete_sets(accepted: Iterable[Accepted], phases: Sequence[str]) -> Iterator[ScanSet]:
    """Where a phase was sent twice, the series that came first counts: a later one must not change
    what was predicted from."""
    by_study: dict[str, dict[str, Accepted]] = {}
    for one in sorted(accepted, key=lambda one: one.key):
        by_study.setdefault(one.study_uid, {}).setdefault(one.phase, one)
    for found in by_study.values():
        if set(phases) <= set(found):
            yield ScanSet(series=tuple(found[phase] for phase in phases))


def phases_lacking(accepted: Iterable[Accepted], phases: Sequence[str]) -> list[str]:
    """Of the study that lacks fewest: what still has to be sent."""
    by_study: dict[str, set[str]] = {}
    for one in accepted:
        by_study.setdefault(one.study_uid, set()).add(one.phase)
    lacking = [[phase for phase in phases if phase not in had] for had in by_study.values()]
    return min(lacking, key=len, default=list(phases))
