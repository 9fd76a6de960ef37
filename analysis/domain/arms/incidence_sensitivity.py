"""An incidence once more: in the plan's other sets, to other horizons, with other events competing,
with partial dates as early and as late as they can be, behind missed scans, and between two
looks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.domain.arms.asked import Asked
from analysis.domain.arms.between_scans import both, found_by_scan, interval_times
from analysis.domain.arms.sensitivity import Variant, variants_of
from analysis.domain.blocks import EMPTY, estimated, limited
from analysis.domain.durations import months_in_days
from analysis.domain.endpoint_counts import competing_in, evaluable, survival_times
from analysis.domain.endpoints import Derived, Outcome
from analysis.domain.estimates import NotEstimable
from analysis.domain.groups import Side
from analysis.domain.incidence_results import AT_A_MONTH
from analysis.domain.plan import Participant
from analysis.domain.survival.cumulative_incidence import cumulative_incidence
from analysis.domain.survival.interval_incidence import interval_incidence
from analysis.domain.tables import Cell, Label, Row, Table
from trials.domain.messages import message as _

# With more, such as every stage, the pooled analysis says what the readings do.
MOST_GROUPS = 4
BETWEEN = _(
    "Between two looks: what a look showed happened after the last one without it and by the day "
    "it was seen; a competing event has its day. It has no limits; where the month lies between "
    "two looks it is given as at least and at most."
)


@dataclass(frozen=True, kw_only=True)
class Group:
    """One side of one variant."""

    key: str
    label: Label
    derived: Sequence[Derived]
    months: int


def incidence_sensitivity_table(asked: Asked, everybody: Sequence[Participant]) -> Table | None:
    """None where there is nothing beside the headline, or more groups than a page can hold."""
    if len(asked.sides) > MOST_GROUPS or not asked.analysis.at_months:
        return None
    variants, seen = list(variants_of(asked, everybody)), found_by_scan(asked)
    if len(variants) == 1 and not seen:
        return None
    return Table(
        key=f"{asked.key}_sensitivity",
        title=_("{endpoint}: other sets, clocks and dates", endpoint=asked.endpoint.short),
        stub=_("Analysis"),
        columns=AT_A_MONTH,
        rows=(
            *(row_of(one) for variant in variants for one in groups_of(asked, variant)),
            *(between_row(asked, side) for side in asked.sides if seen),
        ),
        footnotes=(BETWEEN,) if seen else (),
    )


def groups_of(asked: Asked, variant: Variant) -> Iterator[Group]:
    for side in asked.sides:
        yield Group(
            key=f"{variant.key}:{side.key}",
            label=named(asked, variant.label, side),
            derived=asked.of(side, variant.derived),
            months=months_of(asked, variant.key),
        )


def named(asked: Asked, label: Label, side: Side) -> Label:
    if len(asked.sides) == 1:
        return label
    return _("{analysis}: {group}", analysis=label, group=side.label)


def months_of(asked: Asked, variant: str = "") -> int:
    """A variant with a horizon of its own is read there; nobody is followed beyond theirs."""
    given = {one.id: one.horizon_months for one in asked.endpoint.sensitivity}
    last, own = asked.analysis.at_months[-1], given.get(variant)
    return int(own or min(last, asked.endpoint.horizon_months or last))


def row_of(one: Group) -> Row:
    curve = cumulative_incidence(survival_times(one.derived), competing_in(one.derived))
    at = curve if isinstance(curve, NotEstimable) else curve.at(months_in_days(one.months))
    found = estimated(at) if isinstance(at, NotEstimable) else limited(at.incidence, at.limits)
    return Row(key=one.key, label=one.label, cells=(Cell(value=one.months), *counted(one), *found))


def counted(one: Group) -> tuple[Cell, Cell]:
    timed = evaluable(one.derived)
    had = (each.participant for each in timed if each.observed)
    others = (each.participant for each in timed if each.outcome is Outcome.COMPETING)
    return Cell.count(had, of=len(timed)), Cell.count(others, of=len(timed))


def between_row(asked: Asked, side: Side) -> Row:
    months = months_of(asked)
    group = Group(
        key=f"between_scans:{side.key}",
        label=named(asked, _("Between two looks"), side),
        derived=asked.of(side),
        months=months,
    )
    found = interval_incidence(interval_times(asked, side), competing_in(group.derived))
    if isinstance(found, NotEstimable):
        cells = estimated(found)
    else:
        least, most = found.bounds(months_in_days(months))
        share: float | Label = least if np.isclose(least, most) else both(least, most)
        cells = (Cell(value=share), EMPTY, EMPTY)
    return Row(
        key=group.key, label=group.label, cells=(Cell(value=months), *counted(group), *cells)
    )
