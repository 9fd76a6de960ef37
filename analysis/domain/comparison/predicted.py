"""Did the predicted outcome come true, for those who received the strategy it was predicted for?

By center, quarter and release: a predictor is stable where the same numbers come back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.domain.blocks import EMPTY, flat, limited
from analysis.domain.discrimination import Concordance, harrell_c
from analysis.domain.durations import months_in_days
from analysis.domain.endpoint_counts import survival_times
from analysis.domain.endpoints import Derived
from analysis.domain.estimates import Limits, NotEstimable, normal_quantile
from analysis.domain.survival.kaplan_meier import SurvivalAt, kaplan_meier
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class Foretold:
    """One participant's time, and the share said to be free of the event by month, under the
    strategy that was received."""

    derived: Derived
    free: Mapping[str, float]


def foretold_table(
    people: Sequence[Foretold],
    groups: Sequence[tuple[str, Label, frozenset[int]]],
    months: int,
    *,
    key: str,
    stub: Label,
) -> Table:
    """One row for everybody and one per group."""
    said = [one for one in people if str(months) in one.free and one.derived.is_evaluable]
    everybody = frozenset(one.derived.participant for one in said)
    return Table(
        key=f"{key}_{months}",
        title=_("Predicted and observed at {months} months, by {group}", months=months, group=stub),
        stub=stub,
        columns=(
            Column(key="participants", label=_("Participants")),
            Column(key="share_predicted", label=_("Predicted free of the event")),
            Column(key="share", label=_("Observed")),
            Column(key="share_lower", label=_("95 % CI, lower")),
            Column(key="share_upper", label=_("95 % CI, upper")),
            Column(key="ratio", label=_("Events, observed over expected")),
            Column(key="c", label=_("Harrell's C")),
            Column(key="c_lower", label=_("95 % CI, lower"), group=_("Harrell's C")),
            Column(key="c_upper", label=_("95 % CI, upper"), group=_("Harrell's C")),
        ),
        rows=tuple(
            foretold_row(name, label, [p for p in said if p.derived.participant in who], months)
            for name, label, who in (("all", _("All"), everybody), *groups)
            if name == "all" or who & everybody
        ),
        footnotes=(_("Of those who received the strategy the outcome was predicted for."),),
    )


def foretold_row(key: str, label: Label, people: Sequence[Foretold], months: int) -> Row:
    ordered = sorted(people, key=lambda one: one.derived.participant)
    counted = Cell.count(one.derived.participant for one in ordered)
    free = np.array([one.free[str(months)] for one in ordered])
    times = survival_times([one.derived for one in ordered])
    curve = kaplan_meier(times)
    seen = curve if isinstance(curve, NotEstimable) else curve.at(months_in_days(months))
    return Row(
        key=key,
        label=label,
        cells=(
            counted,
            Cell(value=float(free.mean())),
            *observed_cells(seen, expected=float(1 - free.mean())),
            *ranked_cells(harrell_c(times, 1 - free)),
        ),
    )


def observed_cells(seen: SurvivalAt | NotEstimable, *, expected: float) -> tuple[Cell, ...]:
    if isinstance(seen, NotEstimable):
        return (Cell(value=seen.detail), EMPTY, EMPTY, EMPTY)
    ratio = (1 - seen.surv) / expected if expected else None
    return flat([limited(seen.surv, seen.limits), (Cell(value=ratio),)])


def ranked_cells(found: Concordance | NotEstimable) -> tuple[Cell, Cell, Cell]:
    if isinstance(found, NotEstimable):
        return (Cell(value=found.detail), EMPTY, EMPTY)
    reach = normal_quantile(0.95) * found.se
    return limited(
        found.c, Limits(lower=max(0.0, found.c - reach), upper=min(1.0, found.c + reach))
    )
