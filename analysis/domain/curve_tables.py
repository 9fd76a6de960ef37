"""The numbers of a survival figure: what is drawn, in tables that lead back to participants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, isnan

from analysis.domain.durations import RULE, days_in_months, months_in_days
from analysis.domain.endpoints import Derived
from analysis.domain.estimates import Limits, NotEstimable
from analysis.domain.survival.kaplan_meier import Curve, SurvivalAt, kaplan_meier
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.tables import Cell, Column, Label, Row, RowRef, Table, Value
from trials.domain.messages import message as _

NOT_REACHED = _("Not reached")


@dataclass(frozen=True, kw_only=True)
class Group:
    """One curve. With `derived`, each step knows who left on that day."""

    key: str
    label: Label
    curve: Curve | NotEstimable
    derived: tuple[Derived, ...] = ()

    @property
    def participants(self) -> int:
        return self.curve.participants if isinstance(self.curve, Curve) else 0


@dataclass(frozen=True, kw_only=True)
class CurveSet:
    """The curves of one endpoint, side by side. `of` says what the curve is the share of:
    "Recurrence-free"; `source` names the cut, or says that this is none."""

    key: str
    title: Label
    of: Label
    since: Label
    groups: tuple[Group, ...]
    at_months: tuple[float, ...] = ()
    source: Label | None = None

    @property
    def last_day(self) -> int:
        curves = (group.curve for group in self.groups)
        return max((int(one.days[-1]) for one in curves if isinstance(one, Curve)), default=0)

    def tick_months(self, at_most: int = 8) -> tuple[int, ...]:
        """Months to mark and to count those at risk; the first is 0."""
        months = ceil(days_in_months(self.last_day))
        spacing = next(step for step in SPACINGS if months < at_most * step)
        return tuple(range(0, max(months, spacing) + 1, spacing))


SPACINGS = (1, 2, 3, 6, 12, 24, 60, 120, 600)


def group_of(
    key: str, label: Label, times: SurvivalTimes, derived: Iterable[Derived] = ()
) -> Group:
    return Group(key=key, label=label, curve=kaplan_meier(times), derived=tuple(derived))


# --- what is read from the curves ----------------------------------------------------------------


def estimates_table(curves: CurveSet) -> Table:
    return Table(
        key=f"{curves.key}_estimates",
        title=curves.title,
        stub=_("Group"),
        columns=(
            Column(key="events", label=_("Events")),
            Column(key="median", label=_("Median, months")),
            *limit_columns("median", _("Median, months")),
            *(
                column
                for months in curves.at_months
                for column in (
                    Column(key=f"at_{months:g}", label=share_at(months)),
                    *limit_columns(f"at_{months:g}", share_at(months)),
                    Column(key=f"at_{months:g}_risk", label=_("At risk"), group=share_at(months)),
                )
            ),
        ),
        rows=tuple(
            Row(key=group.key, label=group.label, cells=tuple(estimates(group, curves.at_months)))
            for group in curves.groups
        ),
        denominators={group.key: group.participants for group in curves.groups},
        footnotes=(
            _("Kaplan-Meier; limits by the log-log method. {rule}.", rule=RULE),
            *([curves.source] if curves.source is not None else []),
        ),
    )


def limit_columns(key: str, heading: Label) -> tuple[Column, Column]:
    return (
        Column(key=f"{key}_lower", label=_("95 % CI, lower"), group=heading),
        Column(key=f"{key}_upper", label=_("95 % CI, upper"), group=heading),
    )


def share_at(months: float) -> Label:
    return _("Share at {months} months", months=f"{months:g}")


def estimates(group: Group, at_months: Sequence[float]) -> Iterable[Cell]:
    curve = group.curve
    if isinstance(curve, NotEstimable):
        yield Cell(value=0, of=0)
        # Once in each group of columns: on paper it runs over the empty ones behind it.
        for columns in (3, *(4 for _months in at_months)):
            yield Cell(value=curve.detail)
            yield from (Cell(value=None) for _column in range(columns - 1))
        return
    yield Cell(
        value=whole(float(curve.events.sum())),
        of=curve.participants,
        participants=tuple(one.participant for one in group.derived if one.observed),
    )
    median = curve.median()
    for days in (median.days, median.lower, median.upper):
        yield Cell(value=NOT_REACHED if days is None else days_in_months(days))
    for months in at_months:
        yield from read_off(curve.at(months_in_days(months)))


def read_off(found: SurvivalAt | NotEstimable) -> Iterable[Cell]:
    if isinstance(found, NotEstimable):
        yield from (Cell(value=NOT_REACHED) for _column in range(3))
        yield Cell(value=0)
        return
    yield Cell(value=found.surv)
    if isinstance(found.limits, Limits):
        yield Cell(value=found.limits.lower)
        yield Cell(value=found.limits.upper)
    else:
        yield from (Cell(value=found.limits.detail) for _side in range(2))
    yield Cell(value=whole(found.at_risk))


# --- numbers at risk -----------------------------------------------------------------------------


def at_risk_table(curves: CurveSet, months: Sequence[int]) -> Table:
    return Table(
        key=f"{curves.key}_at_risk",
        title=_("Number at risk"),
        stub=_("Months"),
        columns=tuple(Column(key=str(month), label=str(month)) for month in months),
        rows=tuple(
            Row(
                key=group.key,
                label=group.label,
                cells=tuple(at_risk(group, month) for month in months),
            )
            for group in curves.groups
        ),
    )


def at_risk(group: Group, month: float) -> Cell:
    if isinstance(group.curve, NotEstimable):
        return Cell(value=0)
    day = months_in_days(month)
    still = (one for one in group.derived if one.days is not None and one.days >= day)
    return Cell(
        value=whole(group.curve.at_risk_on(day)),
        participants=tuple(sorted(one.participant for one in still)),
    )


# --- every step ----------------------------------------------------------------------------------


def steps_table(curves: CurveSet) -> Table:
    return Table(
        key=f"{curves.key}_steps",
        title=curves.title,
        stub=_("Group"),
        columns=(
            Column(key="day", label=_("Day")),
            Column(key="month", label=_("Month")),
            Column(key="at_risk", label=_("At risk")),
            Column(key="events", label=_("Events")),
            Column(key="censored", label=_("Censored")),
            Column(key="share", label=curves.of),
            Column(key="lower", label=_("95 % CI, lower")),
            Column(key="upper", label=_("95 % CI, upper")),
        ),
        rows=tuple(row for group in curves.groups for row in steps(group)),
        footnotes=() if curves.source is None else (curves.source,),
    )


def steps(group: Group) -> Iterable[Row]:
    curve = group.curve
    if isinstance(curve, NotEstimable):
        return
    left: dict[int, list[Derived]] = {}
    for one in group.derived:
        if one.days is not None:
            left.setdefault(one.days, []).append(one)
    for place, day in enumerate(curve.days.tolist()):
        those = left.get(day, [])
        values = (curve.surv[place], curve.lower[place], curve.upper[place])
        yield Row(
            key=f"{group.key}:{day}",
            label=group.label,
            cells=(
                Cell(value=day),
                Cell(value=days_in_months(day)),
                Cell(value=whole(float(curve.at_risk[place]))),
                leaving(float(curve.events[place]), [one for one in those if one.observed]),
                leaving(float(curve.censored[place]), [one for one in those if not one.observed]),
                *(Cell(value=None if isnan(value) else float(value)) for value in values),
            ),
        )


def leaving(number: float, those: Sequence[Derived]) -> Cell:
    # A fact derived from others has a name for a source, and no record of its own.
    sources = {source for one in those for source in one.sources if source.id.isdigit()}
    return Cell(
        value=whole(number),
        participants=tuple(sorted(one.participant for one in those)),
        rows=tuple(sorted(RowRef(source.kind, int(source.id)) for source in sources)),
    )


def whole(number: float) -> Value:
    """Heads are whole; only weights are not."""
    return int(number) if number.is_integer() else number


def cut_source(name: str, content_hash: str, *, events_to: date) -> Label:
    """The line under each figure that names its cut."""
    return _(
        "Data cut {name}, events to {day}, {hash}",
        name=name,
        day=events_to.isoformat(),
        hash=content_hash[:12],
    )
