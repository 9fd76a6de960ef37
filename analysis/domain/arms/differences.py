"""Two groups at a horizon: curves, crude shares, mean days free."""

from collections.abc import Iterator, Sequence

from analysis.domain.arms.asked import Asked
from analysis.domain.blocks import EMPTY, estimated, limited
from analysis.domain.durations import RULE, months_in_days
from analysis.domain.endpoints import Derived
from analysis.domain.estimates import NotEstimable
from analysis.domain.groups import Side
from analysis.domain.proportions import clopper_pearson
from analysis.domain.survival.horizon_difference import HorizonDifference, difference_at
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.restricted_mean import restricted_mean_contrast
from analysis.domain.tables import Cell, Column, Label, Row, Table
from analysis.domain.two_proportions import Counted, two_proportions
from trials.domain.messages import message as _

LOWER, UPPER = _("95 % CI, lower"), _("95 % CI, upper")
WALD, SQUARED = _("Difference"), _("Limits for small arms")


def against(first: Label, second: Label) -> Label:
    return _("{first} less {second}", first=first, second=second)


def difference_table(asked: Asked) -> Table:
    return Table(
        key=f"{asked.key}_difference",
        title=_("{endpoint}: difference of the curves", endpoint=asked.endpoint.short),
        stub=_("Contrast"),
        columns=(
            Column(key="month", label=_("Month")),
            Column(key="difference", label=WALD),
            Column(key="lower", label=LOWER),
            Column(key="upper", label=UPPER),
            Column(key="small_lower", label=_("Lower"), group=SQUARED),
            Column(key="small_upper", label=_("Upper"), group=SQUARED),
            Column(key="p", label=_("p")),
        ),
        rows=tuple(
            difference_row(asked, first, second, months)
            for first, second in asked.contrasts()
            for months in asked.analysis.at_months
        ),
        footnotes=(
            _(
                "Kaplan-Meier. Limits by Wald and, for small arms, by squaring and adding; test on "
                "the scale log(-log). {rule}.",
                rule=RULE,
            ),
        ),
    )


def difference_row(asked: Asked, first: Side, second: Side, months: int) -> Row:
    found = difference_at(
        kaplan_meier(asked.times(first)),
        kaplan_meier(asked.times(second)),
        day=months_in_days(months),
    )
    return Row(
        key=f"{first.key}:{months}",
        label=against(first.label, second.label),
        cells=(Cell(value=months), *difference_cells(found)),
    )


def difference_cells(found: HorizonDifference | NotEstimable) -> tuple[Cell, ...]:
    if isinstance(found, NotEstimable):
        return (*estimated(found), EMPTY, EMPTY, EMPTY)
    if isinstance(found.wald, NotEstimable):
        return (*limited(found.difference, found.wald), EMPTY, EMPTY, EMPTY)
    tested = found.log_log
    return (
        *estimated(found.wald),
        *limited(0, found.limits)[1:],
        EMPTY if isinstance(tested, NotEstimable) else Cell(value=tested.p),
    )


# --- crude ---------------------------------------------------------------------------------------


def crude_table(asked: Asked, months: int) -> Table:
    """Of those whose state at the horizon is known; whoever left before is in no denominator."""
    return Table(
        key=f"{asked.key}_crude_{months}",
        title=_(
            "{endpoint}: crude share free at {months} months",
            endpoint=asked.endpoint.short,
            months=months,
        ),
        stub=_("Group"),
        columns=(
            Column(key="free", label=_("Free of the event")),
            Column(key="of", label=_("State known")),
            Column(key="unknown", label=_("Not known yet")),
            Column(key="share", label=_("Share")),
            Column(key="lower", label=LOWER),
            Column(key="upper", label=UPPER),
            Column(key="p", label=_("p")),
        ),
        rows=(
            *(crude_row(asked, side, months) for side in asked.sides),
            *(crude_contrast(asked, *pair, months) for pair in asked.contrasts()),
        ),
        footnotes=(_("Exact limits by Clopper and Pearson; difference by Newcombe; p by Fisher."),),
    )


def crude_row(asked: Asked, side: Side, months: int) -> Row:
    free, had, unknown = states(asked.of(side), months)
    limits = clopper_pearson(len(free), len(free) + len(had))
    share = len(free) / (len(free) + len(had)) if free or had else None
    return Row(
        key=side.key,
        label=side.label,
        cells=(
            Cell.count(free),
            Cell.count((*free, *had)),
            Cell.count(unknown),
            *(estimated(None) if share is None else limited(share, limits)),
            EMPTY,
        ),
    )


def crude_contrast(asked: Asked, first: Side, second: Side, months: int) -> Row:
    counted = [states(asked.of(side), months) for side in (first, second)]
    one, other = (
        Counted(yes=len(free), of=len(free) + len(had)) for free, had, _unknown in counted
    )
    found = two_proportions(one, other)
    cells = (
        (*estimated(found), EMPTY)
        if isinstance(found, NotEstimable)
        else (*limited(found.difference, found.limits), Cell(value=found.fisher_p))
    )
    return Row(
        key=f"{first.key}:difference",
        label=against(first.label, second.label),
        cells=(EMPTY, EMPTY, EMPTY, *cells),
    )


def states(derived: Sequence[Derived], months: int) -> tuple[list[int], list[int], list[int]]:
    """Free at the horizon, had the event by then, and not known."""
    day = months_in_days(months)
    timed = [(one, one.days) for one in derived if one.days is not None]
    had = [one.participant for one, days in timed if one.observed and days <= day]
    free = [one.participant for one, days in timed if days > day]
    known = {*had, *free}
    return free, had, [one.participant for one in derived if one.participant not in known]


# --- mean days free ------------------------------------------------------------------------------


def restricted_mean_table(asked: Asked) -> Table:
    return Table(
        key=f"{asked.key}_restricted_mean",
        title=_("{endpoint}: mean days free within the horizon", endpoint=asked.endpoint.short),
        stub=_("Contrast"),
        columns=(
            Column(key="month", label=_("Month")),
            Column(key="first", label=_("First")),
            Column(key="second", label=_("Second")),
            Column(key="difference", label=_("Difference")),
            Column(key="lower", label=LOWER),
            Column(key="upper", label=UPPER),
            Column(key="p", label=_("p")),
        ),
        rows=tuple(restricted_rows(asked)),
        footnotes=(_("The headline where hazards are not proportional."),),
    )


def restricted_rows(asked: Asked) -> Iterator[Row]:
    for first, second in asked.contrasts():
        curves = [kaplan_meier(asked.times(side)) for side in (first, second)]
        for months in asked.analysis.at_months:
            found = restricted_mean_contrast(*curves, horizon=months_in_days(months))
            if isinstance(found, NotEstimable):
                cells = (EMPTY, EMPTY, *estimated(found), EMPTY)
            else:
                apart = found.difference
                cells = (
                    Cell(value=found.treated.days),
                    Cell(value=found.reference.days),
                    *estimated(apart),
                    EMPTY if isinstance(apart, NotEstimable) else Cell(value=apart.p),
                )
            yield Row(
                key=f"{first.key}:{months}",
                label=against(first.label, second.label),
                cells=(Cell(value=months), *cells),
            )
