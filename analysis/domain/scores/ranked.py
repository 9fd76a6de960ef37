"""A predictor beside the comparators of a plan, on the same participants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.domain.comparison.covariates import value_of
from analysis.domain.endpoint_counts import evaluable, survival_times
from analysis.domain.endpoints import Derived, Outcome
from analysis.domain.plan import Participant
from analysis.domain.survival.times import Flags, Floats, SurvivalTimes
from analysis.domain.tables import Label
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis

PREDICTOR = "predictor"


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranked:
    """One row per participant who has a time and every score; the higher score expects the event.

    `predicted`: how many have a prediction at all; without any the comparators stand alone.
    """

    participants: tuple[int, ...]
    times: SurvivalTimes
    competing: Flags
    scores: Mapping[str, Floats]
    asked: int
    predicted: int


def ranked(
    people: Sequence[Participant],
    derived: Sequence[Derived],
    predictions: Mapping[int, float],
    analysis: Analysis,
    protocol: protocols.Protocol,
) -> Ranked:
    """Whoever lacks one score is in no contrast: areas of different people are not compared."""
    by_id = {one.id: one for one in people}
    timed = evaluable(derived)
    predicted = [one for one in timed if one.participant in predictions]
    columns = {
        name: [rank_of(by_id[one.participant], name, protocol) for one in timed]
        for name in analysis.comparators
    }
    if predicted:
        said = [predictions.get(one.participant) for one in timed]
        columns = {PREDICTOR: said, **columns}
    known = [
        all(column[row] is not None for column in columns.values()) for row in range(len(timed))
    ]
    kept = [one for one, whole in zip(timed, known, strict=True) if whole]
    return Ranked(
        participants=tuple(one.participant for one in kept),
        times=survival_times(kept),
        competing=np.array([one.outcome is Outcome.COMPETING for one in kept], dtype=np.bool_),
        scores={
            name: np.array([value for value, whole in zip(column, known, strict=True) if whole])
            for name, column in columns.items()
        },
        asked=len(timed),
        predicted=len(predicted),
    )


def rank_of(one: Participant, name: str, protocol: protocols.Protocol) -> float | None:
    """A number as it is; a code by its place in the protocol: a later stage is the worse."""
    value = value_of(one.facts, name)
    if value is None:
        return None
    if isinstance(value, str):
        codes = list(protocol.declaration(name).codes)
        return float(codes.index(value)) if value in codes else None
    return float(value)


def score_label(name: str, analysis: Analysis, protocol: protocols.Protocol) -> Label:
    if name == PREDICTOR:
        assert analysis.predictor is not None
        return protocol.disclosure[analysis.predictor].label
    return protocol.label(name)
