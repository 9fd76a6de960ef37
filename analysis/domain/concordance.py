"""Recommended against received: who got what the predictor would have chosen.

The contrast describes. Who receives what was recommended differs from who does not in everything
that led to the choice, so it is no treatment effect.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.domain.endpoints import Derived
from analysis.domain.tables import Cell, Column, Label, Row, Table
from followup.domain import agreement
from trials.domain.messages import message as _


class Agreement(StrEnum):
    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    NOT_ASSESSABLE = "not_assessable"


AGREEMENT_LABELS: Mapping[Agreement, Label] = {
    Agreement.CONSISTENT: _("Consistent"),
    Agreement.INCONSISTENT: _("Inconsistent"),
    Agreement.NOT_ASSESSABLE: _("Not assessable"),
}


NO_PREDICTION, NOT_RECEIVED = "no_prediction", "not_received"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One participant's two strategies; `why_not` names why the pair cannot be judged."""

    participant: int
    recommended: str | None = None
    received: str | None = None
    why_not: str | None = None

    @property
    def reason(self) -> str:
        return self.why_not or (NO_PREDICTION if self.recommended is None else NOT_RECEIVED)

    @property
    def agreement(self) -> Agreement:
        if self.why_not is not None or self.recommended is None or self.received is None:
            return Agreement.NOT_ASSESSABLE
        same = self.recommended == self.received
        return Agreement.CONSISTENT if same else Agreement.INCONSISTENT


Pairs = Sequence[Pair]


def assessable(pairs: Iterable[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair.agreement is not Agreement.NOT_ASSESSABLE]


def agreement_table(pairs: Pairs, strategies: Mapping[str, Label], *, key: str) -> Table:
    """Recommended down, received across; the diagonal is the agreement."""
    judged = assessable(pairs)
    columns = (*strategies.items(), (ALL, _("All")))
    return Table(
        key=key,
        title=_("Strategy recommended by strategy received"),
        stub=_("Recommended"),
        columns=tuple(
            Column(key=name, label=label, group=_("Received")) for name, label in columns
        ),
        rows=tuple(
            Row(
                key=row,
                label=label,
                cells=tuple(count_of(judged, row, column) for column, _label in columns),
            )
            for row, label in columns
        ),
        denominators={ALL: len(judged)},
        footnotes=(
            _(
                "{same} of {all} received what was recommended; Cohen's kappa {kappa}.",
                same=sum(pair.agreement is Agreement.CONSISTENT for pair in judged),
                all=len(judged),
                kappa=shown(kappa(judged)),
            ),
        ),
    )


ALL = "all"


def count_of(judged: Pairs, recommended: str, received: str) -> Cell:
    return Cell.count(
        pair.participant
        for pair in judged
        if recommended in (ALL, pair.recommended) and received in (ALL, pair.received)
    )


def kappa(judged: Pairs) -> float | None:
    return agreement.kappa([(pair.recommended, pair.received) for pair in judged])


def shown(value: float | None) -> Label:
    return _("not estimable") if value is None else f"{value:.2f}"


def not_assessable_table(pairs: Pairs, labels: Mapping[str, Label], *, key: str) -> Table:
    """Never dropped silently: each reason with its participants."""
    reasons: dict[str, list[int]] = {}
    for pair in pairs:
        if pair.agreement is Agreement.NOT_ASSESSABLE:
            reasons.setdefault(pair.reason, []).append(pair.participant)
    ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    return Table(
        key=key,
        title=_("Not assessable"),
        stub=_("Reason"),
        columns=(Column(key="participants", label=_("Participants")),),
        rows=tuple(
            Row(key=why, label=labels[why], cells=(Cell.count(who, of=len(pairs)),))
            for why, who in ordered
        ),
        denominators={ALL: len(pairs)},
    )


def by_cohort(
    pairs: Iterable[Pair], derived: Iterable[Derived], *, landmark_days: int
) -> dict[Agreement, tuple[Derived, ...]]:
    """Times of those followed free of the event beyond the landmark, by cohort.

    Time still runs from the origin: everybody here was alive and free on the landmark, so the curve
    begins to fall behind it, and 24 months stay 24 months after surgery.
    """
    cohort = {pair.participant: pair.agreement for pair in pairs}
    followed = [one for one in derived if one.days is not None and one.days > landmark_days]
    return {
        agreement: tuple(one for one in followed if cohort.get(one.participant) is agreement)
        for agreement in (Agreement.CONSISTENT, Agreement.INCONSISTENT)
    }
