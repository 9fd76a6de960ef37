"""One endpoint by three clocks side by side.

From enrollment, everybody, never resected is a failure. From surgery, the resected only. From a
landmark after surgery, those free of the event and followed then. The last two leave people out
by what happened after arms were assigned: each arm's losses stand before the comparison.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.domain.arms.asked import Asked
from analysis.domain.arms.differences import against
from analysis.domain.blocks import estimated
from analysis.domain.comparison.adjusted_tables import hazard_cells
from analysis.domain.durations import MONTH_DAYS, months_in_days
from analysis.domain.endpoints import Derived, EndpointSpec, derive, spec_of
from analysis.domain.estimates import NotEstimable
from analysis.domain.groups import Side
from analysis.domain.survival.cox import hazard_ratios
from analysis.domain.survival.horizon_difference import difference_at
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _

LANDMARK = 90


@dataclass(frozen=True, kw_only=True)
class Clock:
    """`left_out`: participants without a time here, by reason."""

    key: str
    label: Label
    derived: tuple[Derived, ...]
    left_out: Mapping[str, tuple[int, ...]]


NO_TIME = "no_time"
BY_LANDMARK, NOT_FOLLOWED = "by_landmark", "not_followed"
REASONS: Mapping[str, Label] = {
    NO_TIME: _("The clock never started"),
    BY_LANDMARK: _("Event by the landmark"),
    NOT_FOLLOWED: _("Not followed beyond the landmark"),
}


def clocks_of(asked: Asked) -> list[Clock]:
    """The endpoint's own clock, each other one the protocol gives it, and the landmark."""
    own = derived_by(asked, spec_of(asked.endpoint))
    others = [
        clock(one.id, one.label, derived_by(asked, spec_of(asked.endpoint, one)))
        for one in asked.endpoint.sensitivity
        if one.origin is not None
    ]
    since = asked.protocol.label(asked.endpoint.origin)
    return [
        *others,
        clock("own", _("From: {origin}", origin=since), own),
        landmark(
            derived_by(asked, longer(spec_of(asked.endpoint))),
            _("From day {day} after: {origin}", day=LANDMARK, origin=since),
        ),
    ]


def longer(spec: EndpointSpec) -> EndpointSpec:
    """Two years from the landmark are two years and the landmark from the origin."""
    if spec.horizon_months is None:
        return spec
    return replace(spec, horizon_months=spec.horizon_months + LANDMARK / MONTH_DAYS)


def derived_by(asked: Asked, spec: EndpointSpec) -> list[Derived]:
    return [
        derive(spec, participant=one.id, facts=one.facts, cut=asked.cut, earlier=one.earlier)
        for one in asked.people
    ]


def clock(key: str, label: Label, derived: Sequence[Derived]) -> Clock:
    without = tuple(one.participant for one in derived if one.days is None)
    return Clock(
        key=key,
        label=label,
        derived=tuple(one for one in derived if one.days is not None),
        left_out={NO_TIME: without} if without else {},
    )


def landmark(derived: Sequence[Derived], label: Label) -> Clock:
    """The clock starts anew on the landmark day for those still free of the event and followed."""
    reasons: dict[str, list[int]] = {}
    kept = []
    for one in derived:
        if one.days is None:
            reasons.setdefault(NO_TIME, []).append(one.participant)
        elif one.days <= LANDMARK:
            why = NOT_FOLLOWED if one.censor_reason else BY_LANDMARK
            reasons.setdefault(why, []).append(one.participant)
        else:
            kept.append(replace(one, days=one.days - LANDMARK))
    left_out = {why: tuple(who) for why, who in reasons.items()}
    return Clock(key="landmark", label=label, derived=tuple(kept), left_out=left_out)


# --- tables --------------------------------------------------------------------------------------


def left_out_table(asked: Asked, clocks: Sequence[Clock]) -> Table:
    return Table(
        key=f"{asked.key}_left_out",
        title=_("Whom each clock leaves out"),
        stub=_("Clock"),
        columns=tuple(Column(key=side.key, label=side.label) for side in asked.sides),
        rows=tuple(
            row
            for one in clocks
            for row in (
                Row(
                    key=one.key,
                    label=one.label,
                    cells=tuple(counted(asked, side, one) for side in asked.sides),
                ),
                *(
                    Row(
                        key=f"{one.key}:{why}",
                        label=REASONS[why],
                        cells=tuple(
                            Cell.count(set(who) & side.participants, of=len(side.participants))
                            for side in asked.sides
                        ),
                        level=1,
                    )
                    for why, who in one.left_out.items()
                ),
            )
        ),
        footnotes=(_("The first line of each clock counts those with a time."),),
    )


def counted(asked: Asked, side: Side, one: Clock) -> Cell:
    return Cell.count(
        (found.participant for found in asked.of(side, one.derived)), of=len(side.participants)
    )


def clocks_table(asked: Asked, clocks: Sequence[Clock]) -> Table:
    return Table(
        key=f"{asked.key}_clocks",
        title=_("{endpoint} by each clock", endpoint=asked.endpoint.short),
        stub=_("Clock"),
        columns=(
            Column(key="month", label=_("Month")),
            *(
                column
                for side in asked.sides
                for column in (
                    Column(key=f"{side.key}_events", label=_("Events"), group=side.label),
                    Column(key=f"share_{side.key}", label=_("Share"), group=side.label),
                )
            ),
            *(
                column
                for first, second in asked.contrasts()
                for column in (
                    Column(
                        key=f"{first.key}_{name}",
                        label=label,
                        group=against(first.label, second.label),
                    )
                    for name, label in (
                        ("difference", _("Difference")),
                        ("lower", _("95 % CI, lower")),
                        ("upper", _("95 % CI, upper")),
                        ("hazard_ratio", _("Hazard ratio")),
                    )
                )
            ),
        ),
        rows=tuple(
            clock_row(asked, one, months) for one in clocks for months in asked.analysis.at_months
        ),
        footnotes=(_("Months are counted by each clock from its own start."),),
    )


def clock_row(asked: Asked, one: Clock, months: int) -> Row:
    return Row(
        key=f"{one.key}:{months}",
        label=one.label,
        cells=(
            Cell(value=months),
            *(cell for side in asked.sides for cell in side_cells(asked, side, one, months)),
            *(
                cell
                for first, second in asked.contrasts()
                for cell in contrast_cells(asked, first, second, one, months)
            ),
        ),
    )


def side_cells(asked: Asked, side: Side, one: Clock, months: int) -> tuple[Cell, Cell]:
    those = asked.of(side, one.derived)
    events = Cell.count((found.participant for found in those if found.observed), of=len(those))
    curve = kaplan_meier(asked.times(side, one.derived))
    at = curve if isinstance(curve, NotEstimable) else curve.at(months_in_days(months))
    return (events, Cell(value=at.detail if isinstance(at, NotEstimable) else at.surv))


def contrast_cells(
    asked: Asked, first: Side, second: Side, one: Clock, months: int
) -> tuple[Cell, ...]:
    times = {side.key: asked.times(side, one.derived) for side in (first, second)}
    found = difference_at(
        kaplan_meier(times[first.key]), kaplan_meier(times[second.key]), day=months_in_days(months)
    )
    model = hazard_ratios(times, reference=second.key)
    ratio = (
        Cell(value=model.detail)
        if isinstance(model, NotEstimable)
        else hazard_cells(model.terms[first.key])[0]
    )
    difference = estimated(found if isinstance(found, NotEstimable) else found.wald)
    return (*difference, ratio)
