"""Who is weighed, by which weights, and how alike the sides then are, in print."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from analysis.domain.comparison.adjusted import Adjusted
from analysis.domain.comparison.cohort import Cohort, Rows
from analysis.domain.comparison.covariates import Design
from analysis.domain.comparison.sides import COHORTS, Names
from analysis.domain.estimates import NotEstimable
from analysis.domain.tables import Cell, Column, Label, Row, Table
from analysis.domain.weighting.propensity import UNLIKELY
from analysis.domain.weighting.weights import Scheme
from trials.domain.messages import message as _
from trials.domain.protocol import protocol as protocols

SCHEMES: Mapping[Scheme, Label] = {
    Scheme.OVERLAP: _("Overlap weights"),
    Scheme.IPTW: _("Inverse probability weights"),
}


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
        stub=_("Step"),
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
