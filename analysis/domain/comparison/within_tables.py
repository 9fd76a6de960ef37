"""The contrast within each recommended strategy, and pooled, in print."""

from collections.abc import Mapping, Sequence

from analysis.domain.blocks import EMPTY, estimated
from analysis.domain.comparison.cohort import Cohort
from analysis.domain.comparison.within import Within, pooled, within_each
from analysis.domain.durations import RULE, months_in_days
from analysis.domain.estimates import Estimate, NotEstimable
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _

LIMITS = (
    Column(key="lower", label=_("95 % CI, lower")),
    Column(key="upper", label=_("95 % CI, upper")),
)


def difference_columns(key: str, group: Label) -> tuple[Column, Column, Column]:
    """A difference with its limits, under a heading of their own."""
    return (
        Column(key=key, label=_("Difference"), group=group),
        Column(key=f"{key}_lower", label=_("95 % CI, lower"), group=group),
        Column(key=f"{key}_upper", label=_("95 % CI, upper"), group=group),
    )


def within_table(
    cohort: Cohort, strategies: Mapping[str, Label], months: int, *, key: str
) -> Table:
    parts = within_each(cohort, day=months_in_days(months))
    return Table(
        key=f"{key}_{months}",
        title=_("Within each recommended strategy, at {months} months", months=months),
        stub=_("Recommended"),
        columns=(
            Column(key="received", label=_("Received it")),
            Column(key="not_received", label=_("Did not")),
            Column(key="share_received", label=_("Received it"), group=_("Free of the event")),
            Column(key="share_not_received", label=_("Did not"), group=_("Free of the event")),
            Column(key="difference", label=_("Difference")),
            *LIMITS,
            Column(key="p", label=_("p")),
        ),
        rows=(
            *(within_row(cohort, one, strategies[one.strategy]) for one in parts),
            pooled_row(cohort, parts),
        ),
        footnotes=(
            _("Received less not received; Kaplan-Meier, Wald limits. {rule}.", rule=RULE),
            _(
                "Pooled over {share} % of the recommendations: those with an answer on both sides, "
                "each by its share.",
                share=f"{100 * pooled(parts).covered:.0f}",
            ),
        ),
    )


def within_row(cohort: Cohort, one: Within, label: Label) -> Row:
    found = one.contrast
    read = (
        (EMPTY, EMPTY)
        if isinstance(found, NotEstimable)
        else (Cell(value=found.treated.surv), Cell(value=found.reference.surv))
    )
    return Row(
        key=one.strategy,
        label=label,
        cells=(
            Cell.count(cohort.who(one.agreed)),
            Cell.count(cohort.who(one.others)),
            *read,
            *estimated(one.difference),
            tested(one.difference),
        ),
    )


def pooled_row(cohort: Cohort, parts: Sequence[Within]) -> Row:
    found = pooled(parts).difference
    return Row(
        key="pooled",
        label=_("Pooled"),
        cells=(
            Cell.count(cohort.who(cohort.agreed)),
            Cell.count(cohort.who(~cohort.agreed)),
            EMPTY,
            EMPTY,
            *estimated(found),
            tested(found),
        ),
    )


def tested(found: Estimate | NotEstimable) -> Cell:
    return EMPTY if isinstance(found, NotEstimable) else Cell(value=found.p)
