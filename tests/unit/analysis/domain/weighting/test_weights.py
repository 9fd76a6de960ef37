import numpy as np
import pytest

from analysis.domain.survival.cox import cox
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.robust import with_robust_errors
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.survival.weighted_curve import weighted_kaplan_meier
from analysis.domain.weighting.balance import greatest, mean_differences
from analysis.domain.weighting.propensity import Propensity, propensity
from analysis.domain.weighting.weights import Scheme, effective_size, weights_of

RECORDS = {
    Scheme.IPTW: "o44_iptw_ate",
    Scheme.STABILIZED: "o44_sw_ate",
    Scheme.ATT: "o44_att",
    Scheme.OVERLAP: "o44_overlap",
}


@pytest.fixture(params=Scheme)
def weighted(request, chances, truth):
    return weights_of(chances, request.param), truth(RECORDS[request.param]), request.param


def test_weights_and_balance_agree_with_r(weighted, covariates, treated):
    weights, record, scheme = weighted
    record.agrees("sum_w", weights.sum())
    record.agrees("max_w", weights.max())
    record.agrees("ess_ref", effective_size(weights[~treated]))
    record.agrees("ess_trt", effective_size(weights[treated]))

    differences = mean_differences(covariates, treated, weights=weights)

    if scheme is Scheme.OVERLAP:
        # They balance exactly; what is left is rounding, R's as well as ours.
        assert greatest(differences) < 1e-8
    else:
        record.agrees("smd", list(differences.values()))
        record.agrees("max_abs_smd", greatest(differences))


def test_weighted_hazard_ratio_and_curves_agree_with_r(weighted, gbsg, treated):
    weights, record, _scheme = weighted
    times = SurvivalTimes.of(gbsg["rfstime"], gbsg["status"] == 1, weights=weights)

    term = with_robust_errors(cox(times, {"treated": treated})).terms["treated"]
    one, other = (
        weighted_kaplan_meier(times.where(side)).at(730.5) for side in (treated, ~treated)
    )

    record.agrees("cox_coef", term.coef)
    record.agrees("cox_robust_se", term.se)
    record.agrees("hr", term.hazard_ratio)
    record.agrees("lower", term.lower)
    record.agrees("upper", term.upper)
    record.agrees("km_trt", one.surv)
    record.agrees("km_ref", other.surv)
    record.agrees("km_se_trt", one.se)
    record.agrees("km_se_ref", other.se)
    record.agrees("km_diff", one.surv - other.surv)


def test_a_constant_chance_is_the_crude_comparison(gbsg, treated):
    half = Propensity(
        levels=("none", "hormone"),
        received=treated.astype(np.intp),
        shares=np.full((len(treated), 2), 0.5),
        coef=np.zeros((1, 1)),
    )
    plain = SurvivalTimes.of(gbsg["rfstime"], gbsg["status"] == 1)
    crude = cox(plain, {"treated": treated}).terms["treated"]
    for scheme in (Scheme.ATT, Scheme.OVERLAP):
        weights = weights_of(half, scheme) / weights_of(half, scheme)[0]
        times = SurvivalTimes.of(plain.days, plain.observed, weights=weights)
        assert cox(times, {"treated": treated}).terms["treated"].coef == pytest.approx(crude.coef)
        assert weighted_kaplan_meier(times).surv == pytest.approx(kaplan_meier(plain).surv)


def test_two_levels_named_as_several_have_the_same_overlap(chances):
    assert weights_of(chances, Scheme.OVERLAP) == pytest.approx(1 - chances.of_received)


def test_the_target_of_att_can_be_named(chances, treated):
    weights = weights_of(chances, Scheme.ATT, target="none")

    assert weights[~treated] == pytest.approx(1)
    assert weights[treated] == pytest.approx(
        chances.shares[treated, 0] / chances.shares[treated, 1]
    )


def test_overlap_weights_of_several_strategies_balance_them(gbsg):
    """For three and more the balance is near, not exact."""
    received = [f"{grade:.0f}" for grade in gbsg["grade"]]
    x = {"age": gbsg["age"], "size": gbsg["size"], "nodes": gbsg["nodes"]}
    found = propensity(received, x, levels=["1", "2", "3"])
    chosen = ~found.who_received("2")
    after = weights_of(found, Scheme.OVERLAP)

    crude = mean_differences({k: v[chosen] for k, v in x.items()}, found.who_received("3")[chosen])
    balanced = mean_differences(
        {k: v[chosen] for k, v in x.items()},
        found.who_received("3")[chosen],
        weights=after[chosen],
    )

    assert greatest(balanced) < greatest(crude) / 3


def test_equal_weights_are_worth_everybody():
    assert effective_size(np.full(7, 3.0)) == pytest.approx(7)
    assert effective_size(np.zeros(3)) == 0
