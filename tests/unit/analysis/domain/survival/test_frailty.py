import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.cox import cox
from analysis.domain.survival.frailty import shared_frailty
from analysis.domain.survival.times import SurvivalTimes


@pytest.fixture(scope="module")
def known(lung):
    return lung.where(~np.isnan(lung["inst"]) & ~np.isnan(lung["ph.ecog"]))


@pytest.fixture(scope="module")
def model(known):
    covariates = {name: known[name] for name in ("sex", "ph.ecog")}
    return shared_frailty(known.times("time", "status"), covariates, known["inst"])


def test_institutions_of_the_lung_trial_are_near_rs_answer(model, truth):
    """R's search ends before the maximum of a flat likelihood."""
    values = truth("o28_site_frailty").values

    assert [term.coef for term in model.terms.values()] == pytest.approx(values["coef"], rel=4e-3)
    assert model.theta == pytest.approx(values["theta"], rel=0.07)


def test_an_independent_climb_finds_the_same_variance(model):
    """Expectation and maximization to 1e-11, theta by bounded search."""
    assert model.theta == pytest.approx(0.0118106, rel=1e-4)
    assert model.terms["ph.ecog"].coef == pytest.approx(0.5091102, rel=1e-5)
    assert model.log_likelihood == pytest.approx(-887.8027472, abs=1e-6)


def test_frailties_are_drawn_towards_one(model):
    """Weighed by what each site expected, their mean is the mean of the gamma."""
    assert 0.9 < min(model.frailties.values()) < 1 < max(model.frailties.values()) < 1.1


@pytest.fixture(scope="module")
def unlike():
    """Sixteen sites whose hazards have the variance 0.5, and an effect of 0.6."""
    rng = np.random.default_rng(2)
    site = np.repeat(np.arange(16), 20)
    frailty = rng.gamma(2, 1 / 2, 16)
    x = np.tile([0, 1], 160)
    days = rng.exponential(400 / (frailty[site] * np.exp(0.6 * x))).astype(int)
    return SurvivalTimes.of(np.minimum(days, 900), days < 900), x, site


@pytest.fixture(scope="module")
def found(unlike):
    times, x, site = unlike
    return shared_frailty(times, {"x": x}, site)


def test_sites_unlike_each_other_are_found_so(unlike, found):
    times, x, _site = unlike

    assert found.theta == pytest.approx(0.5, rel=0.5)
    assert found.terms["x"].coef == pytest.approx(0.6, abs=0.25)
    assert found.terms["x"].coef > cox(times, {"x": x}).terms["x"].coef


def test_sites_alike_have_no_variance(unlike):
    times, x, _site = unlike
    alike = np.arange(len(times)) % 10

    found = shared_frailty(times, {"x": x}, alike)

    assert found.theta < 0.02


def test_names_of_the_sites_change_nothing(unlike, found):
    times, x, site = unlike

    renamed = shared_frailty(times, {"x": x}, [f"site {40 - one}" for one in site])

    assert renamed.theta == pytest.approx(found.theta, rel=1e-4)


def test_one_site_alone_has_no_frailty(unlike):
    times, x, site = unlike

    assert shared_frailty(times, {"x": x}, np.zeros(len(site))).reason is Reason.ONE_GROUP


def test_too_few_events_are_not_estimable():
    times = SurvivalTimes.of([1, 2], [True, False])

    assert shared_frailty(times, {"x": [0, 1]}, [1, 2]).reason is Reason.TOO_FEW_EVENTS


def test_a_climb_that_does_not_settle_says_so(unlike, monkeypatch):
    monkeypatch.setattr("analysis.domain.survival.frailty.MOST_STEPS", 1)
    times, x, site = unlike

    assert shared_frailty(times, {"x": x}, site).reason is Reason.NOT_CONVERGED
