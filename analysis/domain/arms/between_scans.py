"""An event that a scan shows happened after the last clear one and by the day it was seen.

Two rows of the sensitivity table take it so: Turnbull's estimate of the share, which assumes
nothing, and a Weibull model, which gives limits and a hazard ratio. A death has its day.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from analysis.domain.arms.asked import Asked
from analysis.domain.arms.missed_scans import last_scan_before
from analysis.domain.blocks import EMPTY, estimated, limited
from analysis.domain.comparison.adjusted_tables import hazard_cells
from analysis.domain.durations import days_between, months_in_days
from analysis.domain.endpoint_counts import evaluable
from analysis.domain.endpoints import Derived
from analysis.domain.estimates import NotEstimable
from analysis.domain.groups import Side
from analysis.domain.recurrence_sources import CLEAR
from analysis.domain.survival.cox import hazard_ratios
from analysis.domain.survival.terms import Term
from analysis.domain.survival.times import Floats
from analysis.domain.survival.turnbull import IntervalTimes, turnbull
from analysis.domain.survival.weibull import weibull
from analysis.domain.tables import Cell, Label, Row
from trials.domain.messages import message as _

# By the fact that says when somebody was last looked at without it: what a look shows. It was
# there before it was seen.
SHOWN_BY = {
    CLEAR: frozenset({"recurrence", "progression"}),
    "last_liver_imaging": frozenset({"liver_metastasis"}),
    "last_without_regrowth": frozenset({"local_regrowth"}),
}
# A time has to be above nothing for its logarithm; whole days end at midnight.
HALF_A_DAY = 0.5
BETWEEN = _(
    "Between two scans: what a scan showed happened after the last clear scan and by the day it "
    "was seen; a death has its day. Turnbull's share has no limits; where the month lies between "
    "two scans it is given as at least and at most."
)


def found_by_scan(asked: Asked) -> bool:
    """Somebody's event was, and clear scans are what observation rests on."""
    return any(is_seen(one, asked) for one in asked.derived)


def is_seen(one: Derived, asked: Asked) -> bool:
    return one.observed and one.why in SHOWN_BY.get(asked.endpoint.censor_at, frozenset())


def between_scans(asked: Asked, months: Sequence[int]) -> Iterator[Row]:
    if not found_by_scan(asked):
        return
    contrasts = list(asked.contrasts())
    yield Row(
        key="between_scans",
        label=_("Between two scans (Turnbull)"),
        cells=(
            *(cell for side in asked.sides for cell in turnbull_cells(asked, side, months)),
            *[EMPTY] * 4 * len(contrasts),
        ),
    )
    yield Row(
        key="between_scans_weibull",
        label=_("Between two scans (Weibull)"),
        cells=(
            *(cell for side in asked.sides for cell in weibull_cells(asked, side, months)),
            *(
                cell
                for first, second in contrasts
                for cell in hazard_cells(hazard_ratio(asked, first, second))
            ),
        ),
    )


def turnbull_cells(asked: Asked, side: Side, months: Sequence[int]) -> Iterator[Cell]:
    yield counted(asked, side)
    curve = turnbull(interval_times(asked, side)) if months else None
    for month in months:
        if curve is None or isinstance(curve, NotEstimable):
            yield from estimated(curve)
            continue
        least, most = curve.bounds(months_in_days(month))
        share: float | Label = least if least == most else both(least, most)
        yield from (Cell(value=share), EMPTY, EMPTY)


def both(least: float, most: float) -> Label:
    return _("{least} to {most}", least=f"{least:.3f}", most=f"{most:.3f}")


def weibull_cells(asked: Asked, side: Side, months: Sequence[int]) -> Iterator[Cell]:
    yield counted(asked, side)
    model = weibull(interval_times(asked, side), {}) if months else None
    for month in months:
        if model is None or isinstance(model, NotEstimable):
            yield from estimated(model)
        else:
            yield from limited(*model.survival(months_in_days(month)))


def counted(asked: Asked, side: Side) -> Cell:
    timed = evaluable(asked.of(side))
    return Cell.count((one.participant for one in timed if one.observed), of=len(timed))


def hazard_ratio(asked: Asked, first: Side, second: Side) -> Term | NotEstimable:
    """Refused for the same reasons as that of the headline."""
    exact = hazard_ratios(
        {side.key: asked.times(side) for side in (first, second)}, reference=second.key
    )
    if isinstance(exact, NotEstimable):
        return exact
    parts = [interval_times(asked, side) for side in (first, second)]
    times = IntervalTimes(
        lower=np.concatenate([one.lower for one in parts]),
        upper=np.concatenate([one.upper for one in parts]),
    )
    model = weibull(times, {first.key: np.arange(len(times)) < len(parts[0])})
    return model if isinstance(model, NotEstimable) else model.hazard_ratio(first.key)


def interval_times(asked: Asked, side: Side) -> IntervalTimes:
    people = {one.id: one for one in asked.people}
    found: Floats = np.array(
        [
            bounds(one, last_scan_before(people[one.participant], asked, one), is_seen(one, asked))
            for one in evaluable(asked.of(side))
        ]
    ).reshape(-1, 2)
    return IntervalTimes.of(found[:, 0], found[:, 1])


def bounds(one: Derived, scan: date | None, seen: bool) -> tuple[float, float]:
    """Not before, and not after; NaN where it was not found."""
    assert one.days is not None
    if not one.observed:
        return one.days, np.nan
    by = max(one.days, HALF_A_DAY)
    if not seen or scan is None or one.origin_date is None:
        return by, by
    return min(max(0, days_between(one.origin_date, scan)), by), by
