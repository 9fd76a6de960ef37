import numpy as np
import pytest

from analysis.domain.estimates import Meaningless, Reason
from analysis.domain.survival.cox import cox
from analysis.domain.survival.partial_likelihood import Ties
from analysis.domain.survival.robust import pulls_of, with_robust_errors
from analysis.domain.survival.times import SurvivalTimes
from tests.unit.analysis.domain.survival.test_cox import agrees

NAMES = ["trt", "age", "sex", "node4"]


@pytest.fixture
def covariates(two_arms):
    return {"trt": two_arms["rx"] == "Lev+5FU", **{name: two_arms[name] for name in NAMES[1:]}}


@pytest.fixture
def times(two_arms):
    return two_arms.times("rfs_time", "rfs")


def test_robust_errors_under_ties_agree_with_r(times, covariates, truth):
    agrees(truth("o13_cox_robust"), with_robust_errors(cox(times, covariates)), *NAMES)


def test_robust_errors_without_ties_agree_with_r(two_arms, covariates, truth):
    """rfs_time + id / 10000: in ten-thousandths of a day these are whole numbers."""
    fine = SurvivalTimes.of(two_arms["rfs_time"] * 10_000 + two_arms["id"], two_arms["rfs"] == 1)

    model = with_robust_errors(cox(fine, covariates))

    agrees(truth("o13b_cox_robust_untied"), model, *NAMES)


def test_errors_clustered_by_site_agree_with_r(lung, truth):
    known = lung.where(~np.isnan(lung["inst"]) & ~np.isnan(lung["ph.ecog"]))
    names = ["sex", "ph.ecog"]

    model = cox(known.times("time", "status"), {name: known[name] for name in names})
    clustered = with_robust_errors(model, clusters=known["inst"])

    agrees(truth("o27_site_cluster"), clustered, *names)
    assert clustered.clusters == len(set(known["inst"]))


@pytest.mark.parametrize("ties", [Ties.EFRON, Ties.BRESLOW])
def test_pulls_of_all_rows_cancel_at_the_maximum(times, covariates, two_arms, ties):
    model = cox(times, covariates, strata=two_arms["extent"], ties=ties)

    assert np.abs(pulls_of(model).sum(axis=0)).max() < 1e-10


def test_a_pull_is_what_leaving_the_row_out_changes(times, covariates):
    """To first order, and exactly in sign, for the row that pulls hardest."""
    model = cox(times, covariates)
    pulls = pulls_of(model)[:, 0]
    row = int(np.abs(pulls).argmax())
    kept = np.arange(len(times)) != row

    without = cox(times.where(kept), {name: x[kept] for name, x in covariates.items()})

    assert model.coef[0] - without.coef[0] == pytest.approx(pulls[row], rel=0.05)


def test_order_of_the_rows_changes_nothing(times, covariates):
    forward = with_robust_errors(cox(times, covariates))
    backward = with_robust_errors(
        cox(
            SurvivalTimes.of(times.days[::-1], times.observed[::-1]),
            {name: x[::-1] for name, x in covariates.items()},
        )
    )

    assert backward.terms["trt"].se == pytest.approx(forward.terms["trt"].se, rel=1e-10)


def test_two_rows_of_one_person_count_once(times, covariates):
    """Each person twice, clustered, says what each person once with weight 2 says."""
    twice = SurvivalTimes.of(np.tile(times.days, 2), np.tile(times.observed, 2))
    doubled = {name: np.tile(x, 2) for name, x in covariates.items()}
    person = np.tile(np.arange(len(times)), 2)

    copies = with_robust_errors(cox(twice, doubled, ties=Ties.BRESLOW), clusters=person)
    once = with_robust_errors(cox(times, covariates, ties=Ties.BRESLOW))

    assert copies.terms["trt"].se == pytest.approx(once.terms["trt"].se, rel=1e-9)


def test_exact_ties_have_no_robust_errors(times, covariates):
    with pytest.raises(Meaningless, match="Efron or Breslow"):
        with_robust_errors(cox(times, covariates, ties=Ties.EXACT))


def test_one_site_alone_has_no_clustered_error(times, covariates):
    answer = with_robust_errors(cox(times, covariates), clusters=np.ones(len(times)))

    assert answer.reason is Reason.NO_VARIANCE
    assert str(answer) == "1 clusters are too few for the errors of this model."
