"""Cumulative incidence as an analysis: what share had the event by each month, others competing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.domain.blocks import Blocks, contents_of
from analysis.domain.durations import RULE, months_in_days
from analysis.domain.endpoint_counts import competing_in, evaluable, survival_times
from analysis.domain.endpoints import Derived, Outcome
from analysis.domain.estimates import Limits, NotEstimable
from analysis.domain.groups import Side
from analysis.domain.survival.cumulative_incidence import (
    Incidence,
    IncidenceAt,
    cumulative_incidence,
)
from analysis.domain.survival.gray import gray_test
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.tables import Cell, Column, Label, Row, Table, Value
from trials.domain.messages import message as _
from trials.domain.protocol.analyses import Analysis, Method
from trials.domain.protocol.endpoints import TimeToEvent


@dataclass(frozen=True, kw_only=True)
class Line:
    """One group: its participants' times and its curve."""

    key: str
    label: Label
    derived: tuple[Derived, ...]
    curve: Incidence | NotEstimable

    def at(self, months: int) -> IncidenceAt | NotEstimable:
        if isinstance(self.curve, NotEstimable):
            return self.curve
        return self.curve.at(months_in_days(months))


@dataclass(frozen=True, kw_only=True)
class IncidenceResult:
    analysis: Analysis
    endpoint: TimeToEvent
    members_label: Label
    asked: int
    lines: tuple[Line, ...]
    # What else the plan asks of the same people.
    blocks: Blocks = ()

    @property
    def numbers(self) -> dict[str, Any]:
        return {
            "tables": contents_of(self.blocks),
            "analysis": self.analysis.id,
            "endpoint": self.endpoint.id,
            "asked": self.asked,
            "rule": str(RULE),
            "lines": {
                line.key: {
                    str(months): months_numbers(line.at(months))
                    for months in self.analysis.at_months
                }
                for line in self.lines
            },
        }


def months_numbers(found: IncidenceAt | NotEstimable) -> dict[str, Any]:
    if isinstance(found, NotEstimable):
        return {"not_estimable": found.reason.value}
    numbers: dict[str, Any] = {
        "incidence": found.incidence,
        "se": found.se,
        "at_risk": found.at_risk,
        "events": found.events,
        "competing": found.competing,
    }
    if isinstance(found.limits, Limits):
        numbers |= {"lower": found.limits.lower, "upper": found.limits.upper}
    return numbers


def lines_of(derived: Sequence[Derived], sides: Sequence[Side]) -> tuple[Line, ...]:
    return tuple(
        line_of(side, tuple(one for one in derived if one.participant in side.participants))
        for side in sides
    )


def line_of(side: Side, derived: tuple[Derived, ...]) -> Line:
    curve = cumulative_incidence(survival_times(derived), competing_in(derived))
    return Line(key=side.key, label=side.label, derived=derived, curve=curve)


# --- as a table ----------------------------------------------------------------------------------

# The row of one group and month, in whichever table it stands.
AT_A_MONTH = (
    Column(key="month", label=_("Month")),
    Column(key="events", label=_("Events")),
    Column(key="competing", label=_("Competing events")),
    Column(key="share", label=_("Cumulative incidence")),
    Column(key="share_lower", label=_("95 % CI, lower")),
    Column(key="share_upper", label=_("95 % CI, upper")),
)


def incidence_table(result: IncidenceResult) -> Table:
    """One row per group and month; the other two estimates beside it where the plan names them."""
    methods = result.analysis.methods
    return Table(
        key=f"{result.analysis.id}_incidence",
        title=result.analysis.title,
        stub=_("Group"),
        columns=(
            *AT_A_MONTH,
            Column(key="at_risk", label=_("At risk")),
            *([ONE_MINUS_KM] if Method.KAPLAN_MEIER in methods else []),
            *([CRUDE] if Method.CRUDE_PROPORTION in methods else []),
        ),
        rows=tuple(
            row_of(line, months, result.analysis)
            for line in result.lines
            for months in result.analysis.at_months
        ),
        denominators={line.key: len(evaluable(line.derived)) for line in result.lines},
        footnotes=(
            _("Aalen-Johansen; Aalen's variance, limits by the log-log method. {rule}.", rule=RULE),
            *tested(result.lines),
        ),
    )


def tested(lines: Sequence[Line]) -> Iterator[Label]:
    """Whether the groups differ at all, death or whatever else competing."""
    if len(lines) < 2:
        return
    found = gray_test(
        {line.key: (survival_times(line.derived), competing_in(line.derived)) for line in lines}
    )
    if isinstance(found, NotEstimable):
        yield _("Gray's test: {why}", why=found.detail)
    else:
        said = f"{found.p:.3f}" if found.p >= SMALLEST_P else f"< {SMALLEST_P}"
        yield _(
            "Gray's test of equal incidence: chi-square {chi} on {df} degrees of freedom, p {p}.",
            chi=f"{found.chi_square:.2f}",
            df=found.df,
            p=said,
        )


# Smaller ones are printed as below this.
SMALLEST_P = 0.001


ONE_MINUS_KM = Column(key="share_km", label=_("1 - Kaplan-Meier"))
CRUDE = Column(key="share_crude", label=_("Crude share"))


def row_of(line: Line, months: int, analysis: Analysis) -> Row:
    others: list[Value] = []
    if Method.KAPLAN_MEIER in analysis.methods:
        others.append(one_minus_survival(line, months))
    if Method.CRUDE_PROPORTION in analysis.methods:
        others.append(crude(line, months))
    return Row(
        key=f"{line.key}:{months}",
        label=line.label,
        cells=(
            Cell(value=months),
            *cells_of(line, months),
            *(Cell(value=value) for value in others),
        ),
    )


def cells_of(line: Line, months: int) -> tuple[Cell, ...]:
    found, day = line.at(months), months_in_days(months)
    by_then = [one for one in line.derived if one.days is not None and one.days <= day]
    had = Cell.count(one.participant for one in by_then if one.observed)
    other = Cell.count(one.participant for one in by_then if one.outcome is Outcome.COMPETING)
    if isinstance(found, NotEstimable):
        return (had, other, Cell(value=found.detail), *(Cell(value=None) for _end in range(3)))
    limits: tuple[Value, Value] = (
        (found.limits.lower, found.limits.upper)
        if isinstance(found.limits, Limits)
        else (found.limits.detail, None)
    )
    ends = tuple(Cell(value=end) for end in limits)
    return (had, other, Cell(value=found.incidence), *ends, Cell(value=int(found.at_risk)))


def one_minus_survival(line: Line, months: int) -> Value:
    curve = kaplan_meier(survival_times(line.derived))
    if isinstance(curve, NotEstimable):
        return curve.detail
    found = curve.at(months_in_days(months))
    return found.detail if isinstance(found, NotEstimable) else 1 - found.surv


def crude(line: Line, months: int) -> Value:
    """Of those with a time, the share seen to have the event by then."""
    timed, day = evaluable(line.derived), months_in_days(months)
    had = sum(one.observed and one.days is not None and one.days <= day for one in timed)
    return had / len(timed) if timed else None
