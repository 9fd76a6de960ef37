"""Those whose recommended and received strategies can be compared, as rows of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analysis.domain.comparison.covariates import Described, Design, design_of
from analysis.domain.concordance import Pairs, assessable
from analysis.domain.endpoint_counts import survival_times
from analysis.domain.endpoints import Derived
from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.partial_likelihood import Indices
from analysis.domain.survival.times import Flags, Floats, SurvivalTimes
from analysis.domain.weighting.propensity import Propensity, propensity
from trials.domain.messages import message as _
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis


class Placed(Described, Protocol):
    @property
    def activation(self) -> int: ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Cohort:
    """One row per participant with both strategies and every covariate, followed free of the event
    beyond the landmark. `recommended` and `received` are places in `strategies`; time runs from
    the origin of the endpoint."""

    strategies: tuple[str, ...]
    participants: tuple[int, ...]
    sites: tuple[int, ...]
    recommended: Indices
    received: Indices
    times: SurvivalTimes
    columns: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.participants)

    @property
    def agreed(self) -> Flags:
        found: Flags = self.recommended == self.received
        return found

    @property
    def strategies_received(self) -> list[str]:
        return [self.strategies[place] for place in self.received]

    @property
    def adjusting(self) -> dict[str, Floats]:
        """The covariates, and what was recommended: it may know what no covariate says."""
        given = sorted(set(self.recommended.tolist()))
        return {
            **self.columns,
            **{
                f"recommended={self.strategies[place]}": (self.recommended == place).astype(float)
                for place in given[1:]
            },
        }

    def who(self, chosen: Flags) -> tuple[int, ...]:
        return tuple(one for one, inside in zip(self.participants, chosen, strict=True) if inside)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """The cohort, and why those judged are not all in it."""

    cohort: Cohort
    design: Design
    judged: int
    followed: int


def rows_of(
    pairs: Pairs,
    derived: Sequence[Derived],
    people: Sequence[Placed],
    analysis: Analysis,
    protocol: protocols.Protocol,
    *,
    strategies: Sequence[str],
    landmark_days: int,
) -> Rows:
    """Whoever had the event by the landmark, or was not followed beyond it, is not at risk."""
    judged = {pair.participant: pair for pair in assessable(pairs)}
    timed = {
        one.participant: one
        for one in derived
        if one.participant in judged and one.days is not None and one.days > landmark_days
    }
    followed = sorted((one for one in people if one.id in timed), key=lambda one: one.id)
    design = design_of(followed, analysis, protocol)
    inside = set(design.participants)
    counted = [one for one in followed if one.id in inside]
    places = {name: place for place, name in enumerate(strategies)}
    return Rows(
        cohort=Cohort(
            strategies=tuple(strategies),
            participants=tuple(one.id for one in counted),
            sites=tuple(one.activation for one in counted),
            recommended=indices(places[judged[one.id].recommended or ""] for one in counted),
            received=indices(places[judged[one.id].received or ""] for one in counted),
            times=survival_times([timed[one.id] for one in counted]),
            columns=design.columns,
        ),
        design=design,
        judged=len(judged),
        followed=len(followed),
    )


def indices(places: object) -> Indices:
    return np.array(list(places), dtype=np.intp)  # type: ignore[call-overload]


def chances_of(cohort: Cohort) -> Propensity | NotEstimable:
    """Of the strategies that anybody received, in the order of the protocol."""
    received = cohort.strategies_received
    levels = [name for name in cohort.strategies if name in set(received)]
    if len(levels) < 2:
        return NotEstimable(
            Reason.ONE_GROUP, _("Fewer than two strategies were received by anybody.")
        )
    return propensity(received, cohort.adjusting, levels=levels)


def chance_of_agreement(cohort: Cohort, chances: Propensity) -> Floats | NotEstimable:
    """How likely each was to receive what was recommended to them, by the chances of all."""
    places = [
        chances.levels.index(name) if name in chances.levels else -1 for name in cohort.strategies
    ]
    column = np.array(places)[cohort.recommended]
    if (column < 0).any():
        return NotEstimable(
            Reason.NO_PARTICIPANTS,
            _("A strategy was recommended that nobody here received: its outcome is not known."),
        )
    found: Floats = chances.shares[np.arange(len(cohort)), column]
    return found
