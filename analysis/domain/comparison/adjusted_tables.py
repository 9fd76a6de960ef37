"""Weights, balance and the weighted contrast in print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.domain.blocks import EMPTY, estimated, limited
from analysis.domain.comparison.adjusted import Adjusted, Weighted
from analysis.domain.comparison.bootstrap import Resampled
from analysis.domain.comparison.cohort import Cohort, Rows
from analysis.domain.comparison.covariates import Design
from analysis.domain.comparison.within_tables import LIMITS, tested
from analysis.domain.durations import months_in_days
from analysis.domain.estimates import Estimate, NotEstimable
from analysis.domain.survival.restricted_mean import restricted_mean_contrast
from analysis.domain.survival.terms import Term
from analysis.domain.tables import Cell, Column, Label, Row, Table
from analysis.domain.weighting.propensity import UNLIKELY
from analysis.domain.weighting.weights import Scheme
from trials.domain.messages import message as _
from trials.domain.protocol import protocol as protocols

SCHEMES: Mapping[Scheme, Label] = {
    Scheme.OVERLAP: _("Overlap weights"),
    Scheme.IPTW: _("Inverse probability weights"),
}
CONSISTENT, INCONSISTENT = _("Consistent"), _("Inconsistent")


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the two sides are called; contrasts are the first less, or over, the second."""

    first: Label
    second: Label


COHORTS = Names(first=CONSISTENT, second=INCONSISTENT)


def less(names: Names) -> Label:
    return _("{first} less {second}", first=names.first, second=names.second)


def over(names: Names) -> Label:
    return _("{first} over {second}", first=names.first, second=names.second)


def counted_table(rows: Rows, protocol: protocols.Protocol, *, key: str) -> Table:
    """From those judged to those in the models, with what was lacking."""
    steps = (
        ("judged", _("Assessable"), rows.judged),
        ("followed", _("Free of the event and followed beyond the landmark"), rows.followed),
        ("complete", _("With every covariate"), len(rows.cohort)),
    )
    return counted_rows(steps, rows.design, protocol, key=key)


def counted_rows(
    steps: Sequence[tuple[str, Label, int]],
    design: Design,
    protocol: protocols.Protocol,
    *,
    key: str,
) -> Table:
    return Table(
        key=key,
        title=_("Who is in the adjusted contrast"),
        stub=_("Participants"),
        columns=(Column(key="participants", label=_("Participants")),),
        rows=(
            *(Row(key=name, label=label, cells=(Cell(value=n),)) for name, label, n in steps),
            *(
                Row(
                    key=f"without_{name}",
                    label=_("Without {covariate}", covariate=protocol.label(name)),
                    cells=(Cell.count(who),),
                    level=1,
                )
                for name, who in design.missing.items()
            ),
        ),
        footnotes=tuple(left_out(design, protocol)),
    )


def left_out(design: Design, protocol: protocols.Protocol) -> Iterable[Label]:
    """Names joined in each language would need a list type; one line for each is plain."""
    for name in design.sparse:
        yield _("Most have no value, so it is not adjusted for: {name}.", name=protocol.label(name))
    for name in design.constant:
        yield _("The same for everybody here: {name}.", name=protocol.label(name))


def positivity_table(
    cohort: Cohort, found: Adjusted, strategies: Mapping[str, Label], *, key: str
) -> Table:
    chances = found.chances
    return Table(
        key=key,
        title=_("How likely each strategy was, by the covariates"),
        stub=_("Strategy"),
        columns=(
            Column(key="received", label=_("Received it")),
            Column(key="smallest", label=_("Smallest chance")),
            Column(key="chance_median", label=_("Median chance")),
            Column(key="greatest", label=_("Greatest chance")),
            Column(key="unlikely", label=_("Received it against the odds")),
        ),
        rows=tuple(
            positivity_row(cohort, found, level, strategies[level]) for level in chances.levels
        ),
        footnotes=(
            _(
                "Against the odds: the chance of what was received is below {limit}; so it was for "
                "{share} % of all.",
                limit=f"{UNLIKELY:g}",
                share=f"{100 * chances.unlikely():.1f}",
            ),
        ),
    )


def positivity_row(cohort: Cohort, found: Adjusted, level: str, label: Label) -> Row:
    chances = found.chances
    share = chances.shares[:, chances.levels.index(level)]
    had = chances.who_received(level)
    return Row(
        key=level,
        label=label,
        cells=(
            Cell.count(cohort.who(had)),
            *(Cell(value=float(value)) for value in (share.min(), np.median(share), share.max())),
            Cell.count(cohort.who(had & (share < UNLIKELY)), of=int(had.sum())),
        ),
    )


def weights_table(found: Adjusted, names: Names = COHORTS, *, key: str) -> Table:
    return Table(
        key=key,
        title=_("What the weights do"),
        stub=_("Weights"),
        columns=(
            Column(key="size_consistent", label=names.first, group=_("Effective number")),
            Column(key="size_inconsistent", label=names.second, group=_("Effective number")),
            Column(key="heaviest", label=_("Greatest over mean weight")),
            Column(key="imbalance", label=_("Greatest difference, in standard deviations")),
        ),
        rows=tuple(
            Row(
                key=one.scheme,
                label=SCHEMES[one.scheme],
                cells=tuple(
                    Cell(value=value) for value in (*one.effective, one.heaviest, one.imbalance)
                ),
            )
            for one in found.schemes
        ),
        footnotes=(_("No weight is cut off."),),
    )


def balance_table(
    found: Adjusted, protocol: protocols.Protocol, strategies: Mapping[str, Label], *, key: str
) -> Table:
    return Table(
        key=key,
        title=_("Balance: differences of the two sides in standard deviations"),
        stub=_("Covariate"),
        columns=(
            Column(key="crude", label=_("Unweighted")),
            *(Column(key=one.scheme, label=SCHEMES[one.scheme]) for one in found.schemes),
        ),
        rows=tuple(
            Row(
                key=name,
                label=covariate_label(name, protocol, strategies),
                cells=tuple(
                    balanced(by[name]) for by in (found.crude, *(s.balance for s in found.schemes))
                ),
            )
            for name in found.crude
        ),
        footnotes=(_("Differences below 0.1 count as small."),),
    )


def balanced(value: float | NotEstimable) -> Cell:
    return Cell(value=value.detail if isinstance(value, NotEstimable) else value)


def covariate_label(
    name: str, protocol: protocols.Protocol, strategies: Mapping[str, Label]
) -> Label:
    covariate, _equals, code = name.partition("=")
    if covariate == "recommended":
        return _("Recommended: {strategy}", strategy=strategies[code])
    label = protocol.label(covariate)
    return (
        label if not code else _("{name}: {code}", name=label, code=protocol.word(covariate, code))
    )


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
