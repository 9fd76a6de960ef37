"""Each arm against the reference, in one table: hazard ratio, limits, p, and the log-rank test."""

from analysis.domain.blocks import EMPTY, estimated
from analysis.domain.estimates import NotEstimable
from analysis.domain.plan import Numbers, SurvivalResult
from analysis.domain.survival.cox import CoxModel
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _


def comparison_table(result: SurvivalResult) -> Table | None:
    """None where nothing is compared: pooled results, or an analysis without a model."""
    model = result.ratios
    if model is None:
        return None
    return Table(
        key=f"{result.analysis.id}_comparison",
        title=_("Compared with {reference}", reference=reference_label(result)),
        stub=_("Group"),
        columns=(
            Column(key="hazard_ratio", label=_("Hazard ratio")),
            Column(key="lower", label=_("95 % CI, lower")),
            Column(key="upper", label=_("95 % CI, upper")),
            Column(key="p", label=_("p")),
        ),
        rows=tuple(rows(result, model)),
        footnotes=(
            _("One proportional hazards model over all arms; ties by Efron's method."),
            *log_rank_line(result.numbers.get("log_rank")),
        ),
    )


def reference_label(result: SurvivalResult) -> Label:
    name = result.analysis.reference
    return next((one.label for one in result.curves.groups if one.key == name), str(name))


def rows(result: SurvivalResult, model: CoxModel | NotEstimable) -> list[Row]:
    if isinstance(model, NotEstimable):
        return [Row(key="none", label=_("Not estimable"), cells=(*estimated(model), EMPTY))]
    labels = {group.key: group.label for group in result.curves.groups}
    return [
        Row(
            key=name,
            label=labels.get(name, name),
            cells=tuple(
                Cell(value=value) for value in (one.hazard_ratio, one.lower, one.upper, one.p)
            ),
        )
        for name, one in model.terms.items()
    ]


def log_rank_line(test: Numbers | None) -> list[Label]:
    if test is None or "not_estimable" in test:
        return []
    return [
        _(
            "Log-rank test over all arms: chi-square {chi_square} on {df} df, p = {p}.",
            chi_square=f"{test['chi_square']:.2f}",
            df=test["df"],
            p=f"{test['p']:.2g}",
        )
    ]
