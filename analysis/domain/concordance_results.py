"""Consistent against inconsistent: the agreement, who is left out, and two curves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from analysis.domain.concordance import (
    AGREEMENT_LABELS,
    NO_PREDICTION,
    NOT_RECEIVED,
    Agreement,
    Pair,
    Pairs,
    assessable,
    by_cohort,
    kappa,
)
from analysis.domain.curve_tables import CurveSet, group_of
from analysis.domain.endpoint_counts import survival_times
from analysis.domain.endpoints import Derived
from analysis.domain.tables import Label, Table
from trials.domain.messages import message as _
from trials.domain.protocol.analyses import Analysis
from trials.domain.protocol.endpoints import TimeToEvent

LATE, NOT_LOCKED, DECIDED = "late", "not_locked", "decided"
REASONS: Mapping[str, Label] = {
    NOT_LOCKED: _("Strategy not locked yet"),
    NO_PREDICTION: _("No prediction"),
    LATE: _("Predicted when the strategy was locked already"),
    DECIDED: _("Predicted after the strategy was decided"),
    NOT_RECEIVED: _("Strategy received not known"),
    "recurrence": _("Recurred by the landmark"),
    "death": _("Died by the landmark"),
    "lost": _("Lost before the landmark"),
}


class Compared(Protocol):
    """As much of a recommendation and its decision as matters here."""

    @property
    def recommended(self) -> str | None: ...
    @property
    def late(self) -> bool: ...
    @property
    def decided_before(self) -> bool: ...
    @property
    def locked(self) -> bool: ...
    @property
    def not_assessable(self) -> str: ...
    @property
    def again(self) -> int: ...
    @property
    def quarter(self) -> str: ...
    @property
    def release(self) -> str: ...
    @property
    def event_free(self) -> Mapping[str, Mapping[str, float]]: ...


@dataclass(frozen=True, kw_only=True)
class ConcordanceResult:
    """`strategies` are the codes of what may be received, in the order of the protocol."""

    analysis: Analysis
    endpoint: TimeToEvent
    landmark_days: int
    strategies: Mapping[str, Label]
    pairs: Pairs
    curves: CurveSet
    # Agreement by center, quarter and release, and which way the others went.
    tables: tuple[Table, ...] = ()
    said: Mapping[int, Compared] = field(default_factory=dict)

    @property
    def numbers(self) -> dict[str, Any]:
        judged = assessable(self.pairs)
        return {
            "analysis": self.analysis.id,
            "endpoint": self.endpoint.id,
            "landmark_days": self.landmark_days,
            "asked": len(self.pairs),
            "assessable": len(judged),
            "consistent": sum(pair.recommended == pair.received for pair in judged),
            "kappa": kappa(judged),
            "not_assessable": count_reasons(self.pairs),
        }


def count_reasons(pairs: Pairs) -> dict[str, int]:
    left = (pair.reason for pair in pairs if pair.agreement is Agreement.NOT_ASSESSABLE)
    return dict(sorted(Counter(left).items()))


def pair_of(participant: int, received: str | None, seen: Compared | None) -> Pair:
    return Pair(
        participant=participant,
        recommended=seen.recommended if seen else None,
        received=received,
        why_not=why_not(received, seen),
    )


def why_not(received: str | None, seen: Compared | None) -> str | None:
    """What is settled first stands first: without a lock nothing else is known."""
    if seen is None or not seen.locked:
        return NOT_LOCKED
    if seen.not_assessable:
        return seen.not_assessable
    if seen.recommended is None:
        return NO_PREDICTION
    if seen.late:
        return LATE
    if seen.decided_before:
        return DECIDED
    return None if received else NOT_RECEIVED


def cohort_curves(
    analysis: Analysis,
    endpoint: TimeToEvent,
    pairs: Pairs,
    derived: Sequence[Derived],
    *,
    landmark_days: int,
    since: Label,
    source: Label,
) -> CurveSet:
    cohorts = by_cohort(pairs, derived, landmark_days=landmark_days)
    return CurveSet(
        key=analysis.id,
        title=analysis.title,
        of=endpoint.short,
        since=since,
        groups=tuple(
            group_of(agreement.value, AGREEMENT_LABELS[agreement], survival_times(those), those)
            for agreement, those in cohorts.items()
        ),
        at_months=tuple(analysis.at_months),
        source=source,
    )
