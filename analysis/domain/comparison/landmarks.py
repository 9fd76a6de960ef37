"""The comparison once more at every landmark the protocol lists, worked out from the dates."""

from collections.abc import Sequence
from datetime import date

from analysis.domain.blocks import EMPTY, estimated
from analysis.domain.comparison.adjusted import adjusted
from analysis.domain.comparison.adjusted_tables import hazard_cells
from analysis.domain.comparison.cohort import Rows
from analysis.domain.comparison.within import pooled, within_each
from analysis.domain.comparison.within_tables import difference_columns
from analysis.domain.concordance import Pair, kappa
from analysis.domain.durations import months_in_days
from analysis.domain.estimates import Estimate, NotEstimable
from analysis.domain.tables import Cell, Column, Row, Table
from analysis.domain.weighting.weights import Scheme
from followup.domain.strategy import strategy_in
from trials.domain.messages import message as _
from trials.domain.values import Facts

POOLED, WEIGHTED = _("Within recommendations, pooled"), _("Overlap weights")


def received_at(facts: Facts, days: int, *, known_to: date) -> tuple[str | None, str]:
    """The strategy received by that landmark, or why there is none."""
    found = strategy_in(facts, landmark_days=days, known_to=known_to)
    why = found.not_assessable or found.not_yet
    return (str(found.code) if found.code else None, str(why) if why else "")


def landmark_table(
    found: Sequence[tuple[int, Sequence[Pair], Rows]], months: int, *, key: str
) -> Table:
    """`found`: each landmark with its pairs and its cohort; the chosen one is the headline."""
    return Table(
        key=f"{key}_{months}",
        title=_("At other landmarks, free of the event at {months} months", months=months),
        stub=_("Landmark"),
        columns=(
            Column(key="assessable", label=_("Assessable")),
            Column(key="consistent", label=_("Consistent")),
            Column(key="kappa", label=_("Cohen's kappa")),
            *difference_columns("pooled", POOLED),
            *difference_columns("weighted", WEIGHTED),
            Column(key="hazard_ratio", label=_("Hazard ratio"), group=WEIGHTED),
        ),
        rows=tuple(landmark_row(days, pairs, rows, months) for days, pairs, rows in found),
    )


def landmark_row(days: int, pairs: Sequence[Pair], rows: Rows, months: int) -> Row:
    judged = [pair for pair in pairs if pair.recommended and pair.received and not pair.why_not]
    same = [pair.participant for pair in judged if pair.recommended == pair.received]
    beyond, day = kappa(judged), months_in_days(months)
    return Row(
        key=str(days),
        label=_("Day {day}", day=days),
        cells=(
            Cell.count(pair.participant for pair in judged),
            Cell.count(same, of=len(judged)),
            Cell(value=_("not estimable") if beyond is None else beyond),
            *estimated(pooled(within_each(rows.cohort, day=day)).difference),
            *weighted_cells(rows, day),
        ),
    )


def weighted_cells(rows: Rows, day: float) -> tuple[Cell, ...]:
    found = adjusted(rows.cohort, schemes=(Scheme.OVERLAP,))
    if isinstance(found, NotEstimable):
        return (*estimated(found), EMPTY)
    one = found.by(Scheme.OVERLAP)
    contrast = one.at(day)
    difference: Estimate | NotEstimable
    difference = contrast if isinstance(contrast, NotEstimable) else contrast.wald
    return (*estimated(difference), hazard_cells(one.hazard_ratio)[0])
