"""What was derived, counted by reason, and handed to the survival methods."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.domain.endpoints import Derived, Outcome
from analysis.domain.survival.times import Flags, SurvivalTimes


@dataclass(frozen=True, kw_only=True)
class EndpointCounts:
    """Each number by its reason; `left_out` and `errors` name the participants."""

    participants: int
    events: Mapping[str, int]
    competing: Mapping[str, int]
    censored: Mapping[str, int]
    left_out: Mapping[str, tuple[int, ...]]
    errors: Mapping[str, tuple[int, ...]]
    imputed: int

    @property
    def evaluable(self) -> int:
        return sum(sum(part.values()) for part in (self.events, self.competing, self.censored))


def counts_of(derived: Sequence[Derived]) -> EndpointCounts:
    return EndpointCounts(
        participants=len(derived),
        events=by_reason(derived, Outcome.EVENT),
        competing=by_reason(derived, Outcome.COMPETING),
        censored=by_reason(derived, Outcome.CENSORED),
        left_out=named(derived, Outcome.NOT_EVALUABLE),
        errors=named(derived, Outcome.DATA_ERROR),
        imputed=sum(bool(one.imputed) for one in derived),
    )


def by_reason(derived: Iterable[Derived], outcome: Outcome) -> Mapping[str, int]:
    return dict(sorted(Counter(one.why for one in derived if one.outcome is outcome).items()))


def named(derived: Iterable[Derived], outcome: Outcome) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for one in derived:
        if one.outcome is outcome:
            found.setdefault(one.why, []).append(one.participant)
    return {why: tuple(sorted(participants)) for why, participants in sorted(found.items())}


def evaluable(derived: Iterable[Derived]) -> list[Derived]:
    """Keep those with a time, in order of participant: the order of rows in every model."""
    return sorted((one for one in derived if one.is_evaluable), key=lambda one: one.participant)


def survival_times(derived: Iterable[Derived]) -> SurvivalTimes:
    """A competing event censors here; its own curve is the cumulative incidence."""
    timed = evaluable(derived)
    return SurvivalTimes.of(
        [one.days for one in timed if one.days is not None], [one.observed for one in timed]
    )


def competing_in(derived: Iterable[Derived]) -> Flags:
    """Who was forestalled, in the same order as their times."""
    return np.array([one.outcome is Outcome.COMPETING for one in evaluable(derived)], np.bool_)
