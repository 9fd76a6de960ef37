"""The weighted contrast in print."""

from analysis.domain.blocks import EMPTY, estimated, limited
from analysis.domain.comparison.adjusted import Adjusted, Weighted
from analysis.domain.comparison.bootstrap import Resampled
from analysis.domain.comparison.sides import COHORTS, Names, less, over
from analysis.domain.comparison.weighing_tables import SCHEMES
from analysis.domain.comparison.within_tables import LIMITS, tested
from analysis.domain.durations import months_in_days
from analysis.domain.estimates import Estimate, NotEstimable
from analysis.domain.survival.restricted_mean import restricted_mean_contrast
from analysis.domain.survival.terms import Term
from analysis.domain.tables import Cell, Column, Row, Table
from analysis.domain.weighting.weights import Scheme
from trials.domain.messages import message as _


def contrast_table(
    found: Adjusted,
    drawn: Resampled,
    at_months: tuple[int, ...],
    names: Names = COHORTS,
    *,
    key: str,
) -> Table:
    """The weighted curves at each horizon, by each scheme; bootstrap limits for the headline."""
    return Table(
        key=key,
        title=_("{contrast}, weighted", contrast=less(names)),
        stub=_("Weights"),
        columns=(
            Column(key="month", label=_("Month")),
            Column(key="share_first", label=names.first),
            Column(key="share_second", label=names.second),
            Column(key="difference", label=_("Difference")),
            *LIMITS,
            Column(key="p", label=_("p")),
            Column(key="drawn_lower", label=_("Lower"), group=_("Bootstrap limits")),
            Column(key="drawn_upper", label=_("Upper"), group=_("Bootstrap limits")),
        ),
        rows=tuple(
            contrast_row(one, months, place, drawn)
            for one in found.schemes
            for place, months in enumerate(at_months)
        ),
        footnotes=(
            _("Weighted Kaplan-Meier; robust errors that know that the weights were estimated."),
            _(
                "{settled} of {runs} resamples of participants, the model of agreement fitted anew "
                "in each.",
                settled=len(drawn.differences),
                runs=drawn.runs,
            ),
        ),
    )


def contrast_row(one: Weighted, months: int, place: int, drawn: Resampled) -> Row:
    found = one.at(months_in_days(months))
    read: tuple[Cell, ...] = (EMPTY, EMPTY)
    difference: Estimate | NotEstimable
    if isinstance(found, NotEstimable):
        difference = found
    else:
        difference = found.wald
        read = (Cell(value=found.treated.surv), Cell(value=found.reference.surv))
    again = (EMPTY, EMPTY)
    if one.scheme is Scheme.OVERLAP and isinstance(difference, Estimate):
        again = limited(0, drawn.limits(drawn.differences[:, place]))[1:]
    return Row(
        key=f"{one.scheme}:{months}",
        label=SCHEMES[one.scheme],
        cells=(
            Cell(value=months),
            *read,
            *estimated(difference),
            tested(difference),
            *again,
        ),
    )


def hazard_table(found: Adjusted, names: Names = COHORTS, *, key: str) -> Table:
    return Table(
        key=key,
        title=_("{contrast}, weighted", contrast=over(names)),
        stub=_("Weights"),
        columns=(
            Column(key="hazard_ratio", label=_("Hazard ratio")),
            *LIMITS,
            Column(key="p", label=_("p")),
        ),
        rows=tuple(
            Row(key=one.scheme, label=SCHEMES[one.scheme], cells=hazard_cells(one.hazard_ratio))
            for one in found.schemes
        ),
        footnotes=(
            _("Proportional hazards within centers; robust errors that know of the weights."),
        ),
    )


def hazard_cells(found: Term | NotEstimable) -> tuple[Cell, ...]:
    if isinstance(found, NotEstimable):
        return (Cell(value=found.detail), EMPTY, EMPTY, EMPTY)
    return tuple(
        Cell(value=value) for value in (found.hazard_ratio, found.lower, found.upper, found.p)
    )


def restricted_table(
    found: Adjusted, drawn: Resampled, months: int, names: Names = COHORTS, *, key: str
) -> Table:
    """The difference of the areas under the overlap-weighted curves."""
    return Table(
        key=key,
        title=_("Mean days free within {months} months, overlap weights", months=months),
        stub=_("Contrast"),
        columns=(Column(key="days", label=_("Difference in days")), *LIMITS),
        rows=(
            Row(
                key="difference",
                label=less(names),
                cells=restricted_cells(found, drawn, months),
            ),
        ),
        footnotes=(_("Limits by the bootstrap."),),
    )


def restricted_cells(found: Adjusted, drawn: Resampled, months: int) -> tuple[Cell, Cell, Cell]:
    one = found.by(Scheme.OVERLAP)
    contrast = restricted_mean_contrast(
        one.consistent, one.inconsistent, horizon=months_in_days(months)
    )
    if isinstance(contrast, NotEstimable):
        return estimated(contrast)
    days = contrast.treated.days - contrast.reference.days
    return limited(days, drawn.limits(drawn.restricted))
