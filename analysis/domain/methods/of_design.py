"""Shares, looks and stopping rules: methods that need no table, by specification."""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.domain.estimates import NotEstimable
from analysis.domain.methods.spec import Spec
from analysis.domain.methods.table import DataTable
from analysis.domain.methods.unfit import Unfit
from analysis.domain.monitoring.boundaries import (
    Look,
    obrien_fleming_boundary,
    pocock_boundary,
    spending_boundary,
)
from analysis.domain.monitoring.conditional_power import conditional_power, design_drift
from analysis.domain.monitoring.sample_size import (
    events_for_hazard_ratio,
    participants_for_rates,
)
from analysis.domain.monitoring.spending import (
    hwang_shih_decani,
    kim_demets,
    obrien_fleming,
    pocock,
)
from analysis.domain.monitoring.toxicity import StoppingRule, operating_characteristics
from analysis.domain.proportions import clopper_pearson
from analysis.domain.two_proportions import Counted, two_proportions

# Beyond this the way from participant to participant takes too long to follow.
LARGEST_TRIAL = 1000


def of_clopper_pearson(_table: DataTable, spec: Spec) -> Any:
    yes, of = counted(spec, "yes", "of")
    limits = clopper_pearson(yes, of, confidence=spec.share("confidence", 0.95))
    return limits if isinstance(limits, NotEstimable) else {"share": yes / of, "limits": limits}


def counted(spec: Spec, yes: str, of: str) -> tuple[int, int]:
    some, everybody = spec.whole(yes), spec.whole(of)
    if not 0 <= some <= everybody:
        raise Unfit(f"{spec.path(yes)}: {some} is not between 0 and {everybody}.")
    return some, everybody


def of_two_proportions(_table: DataTable, spec: Spec) -> Any:
    sides = [spec.part("first"), spec.part("second")]
    pairs = [counted(side, "yes", "of") for side in sides]
    first, second = (Counted(yes=yes, of=of) for yes, of in pairs)
    return two_proportions(first, second, confidence=spec.share("confidence", 0.95))


def by_spending(spend: Callable[[Spec, float], Callable[[float], float]]) -> Callable[..., Any]:
    def looks(spec: Spec, information: list[float], alpha: float, two_sided: bool) -> list[Look]:
        return spending_boundary(information, spend(spec, alpha), two_sided=two_sided)

    return looks


def by_shape(boundary: Callable[..., list[Look]]) -> Callable[..., Any]:
    def looks(_spec: Spec, information: list[float], alpha: float, two_sided: bool) -> list[Look]:
        return boundary(information, alpha, two_sided=two_sided)

    return looks


BOUNDARIES: Mapping[str, Callable[..., Any]] = {
    "spending_obrien_fleming": by_spending(lambda _spec, alpha: obrien_fleming(alpha)),
    "spending_pocock": by_spending(lambda _spec, alpha: pocock(alpha)),
    "spending_kim_demets": by_spending(
        lambda spec, alpha: kim_demets(alpha, power=spec.positive("gamma"))
    ),
    "spending_hwang_shih_decani": by_spending(
        lambda spec, alpha: hwang_shih_decani(alpha, gamma=spec.number("gamma"))
    ),
    "obrien_fleming": by_shape(obrien_fleming_boundary),
    "pocock": by_shape(pocock_boundary),
}


def of_boundary(_table: DataTable, spec: Spec) -> Any:
    kind = spec.text("type")
    if kind not in BOUNDARIES:
        raise Unfit(f"type: {kind!r} is not one of {', '.join(BOUNDARIES)}.")
    return {
        "looks": BOUNDARIES[kind](
            spec, spec.positives("information"), spec.share("alpha"), spec.flag("two_sided")
        )
    }


def of_conditional_power(_table: DataTable, spec: Spec) -> Any:
    """The design is named by its one-sided `alpha` and its `power`."""
    return conditional_power(
        spec.number("z"),
        information=spec.number("information"),
        critical=spec.number("critical"),
        design_drift=design_drift(alpha=spec.share("alpha", 0.025), power=spec.share("power", 0.8)),
    )


def of_sample_size_rates(_table: DataTable, spec: Spec) -> Any:
    return {
        "participants": participants_for_rates(
            spec.share("first"),
            spec.share("second"),
            alpha=spec.share("alpha"),
            power=spec.share("power"),
        )
    }


def of_sample_size_events(_table: DataTable, spec: Spec) -> Any:
    return {
        "events": events_for_hazard_ratio(
            spec.positive("hazard_ratio"), alpha=spec.share("alpha"), power=spec.share("power")
        )
    }


def of_toxicity_rule(_table: DataTable, spec: Spec) -> Any:
    """The rule's bounds, and how it behaves at each of `risks`."""
    rule = StoppingRule(
        limit=spec.share("limit"),
        certainty=spec.share("certainty"),
        prior_events=spec.positive("prior_events"),
        prior_free=spec.positive("prior_free"),
        most=spec.whole("most", most=LARGEST_TRIAL),
    )
    risks = spec.shares("risks", [])
    return {
        "bounds": rule.bounds(),
        "characteristics": [operating_characteristics(rule, risk) for risk in risks],
    }
