"""The value of following the recommendation in print, and what could explain a contrast away."""

from collections.abc import Iterable, Mapping

from analysis.domain.blocks import EMPTY, estimated
from analysis.domain.comparison.cohort import Cohort
from analysis.domain.comparison.sides import COHORTS, over
from analysis.domain.comparison.value import Value, value_at
from analysis.domain.comparison.within_tables import LIMITS
from analysis.domain.durations import RULE, months_in_days
from analysis.domain.estimates import Estimate, NotEstimable, Ratio
from analysis.domain.survival.terms import Term
from analysis.domain.tables import Cell, Column, Label, Row, Table
from analysis.domain.weighting.e_value import e_value
from trials.domain.messages import message as _

DIFFERENCE = _("The rule less this")


def value_table(cohort: Cohort, strategies: Mapping[str, Label], months: int, *, key: str) -> Table:
    found = value_at(cohort, day=months_in_days(months))
    return Table(
        key=f"{key}_{months}",
        title=_("Free of the event at {months} months, if", months=months),
        stub=_("Care"),
        columns=(
            Column(key="share", label=_("Share")),
            *LIMITS,
            Column(key="less", label=_("Difference"), group=DIFFERENCE),
            Column(key="less_lower", label=_("95 % CI, lower"), group=DIFFERENCE),
            Column(key="less_upper", label=_("95 % CI, upper"), group=DIFFERENCE),
            Column(key="p", label=_("p")),
        ),
        rows=tuple(value_rows(found, strategies)),
        footnotes=tuple(value_notes(found, len(cohort))),
    )


def value_rows(found: Value | NotEstimable, strategies: Mapping[str, Label]) -> Iterable[Row]:
    if isinstance(found, NotEstimable):
        cells = (*estimated(found), *(EMPTY for _column in range(4)))
        yield Row(key="none", label=_("Not estimable"), cells=cells)
        return
    worth = found.worth
    yield value_row("rule", _("Everybody had been given what was recommended"), worth.value)
    yield value_row("observed", _("As treated"), worth.observed, worth.versus_observed)
    for level, one in worth.treat_all.items():
        yield value_row(
            f"all_{level}",
            _("Everybody had been given: {strategy}", strategy=strategies[level]),
            one,
            worth.versus_all[level],
        )


def value_row(key: str, label: Label, one: Estimate, less: Estimate | None = None) -> Row:
    return Row(
        key=key,
        label=label,
        cells=(
            *estimated(one),
            *estimated(less),
            EMPTY if less is None else Cell(value=less.p),
        ),
    )


def value_notes(found: Value | NotEstimable, participants: int) -> Iterable[Label]:
    yield _(
        "AIPW with a multinomial propensity and a logistic outcome model, losses by inverse "
        "probability of censoring; errors from the influence function. {rule}.",
        rule=RULE,
    )
    if isinstance(found, Value):
        yield _(
            "The state at the horizon is known of {known} of {all}; they stand for the others.",
            known=found.known,
            all=participants,
        )


def e_value_table(term: Term | NotEstimable, *, events: int, participants: int, key: str) -> Table:
    rare = participants > 0 and events < 0.15 * participants
    return Table(
        key=key,
        title=_("What something unmeasured would have to be, to explain the contrast"),
        stub=_("Contrast"),
        columns=(
            Column(key="hazard_ratio", label=_("Hazard ratio")),
            *LIMITS,
            Column(key="e_estimate", label=_("E-value")),
            Column(key="e_limit", label=_("E-value of the limit nearer 1")),
        ),
        rows=(
            Row(
                key="overlap",
                label=over(COHORTS),
                cells=e_value_cells(term, rare=rare),
            ),
        ),
        footnotes=(
            _(
                "A risk ratio of this size with both the agreement and the outcome, beyond all "
                "covariates. 1: nothing unmeasured is needed, the interval holds 1 already."
            ),
        ),
    )


def e_value_cells(term: Term | NotEstimable, *, rare: bool) -> tuple[Cell, ...]:
    if isinstance(term, NotEstimable):
        return (*estimated(term), EMPTY, EMPTY)
    ratio = Ratio(value=term.hazard_ratio, log_se=term.se, lower=term.lower, upper=term.upper)
    found = e_value(ratio, rare=rare)
    return (*estimated(ratio), Cell(value=found.estimate), Cell(value=found.limit))
