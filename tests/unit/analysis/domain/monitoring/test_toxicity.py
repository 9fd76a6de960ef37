import numpy as np
import pytest

from analysis.domain.monitoring.toxicity import StoppingRule, operating_characteristics

EXAMPLE = StoppingRule(limit=0.30, certainty=0.90, prior_events=0.6, prior_free=1.4, most=30)


def test_bounds_agree_with_r(truth):
    assert EXAMPLE.bounds() == truth("o50_bayes_tox").values["k"]


def test_the_chance_to_stop_agrees_with_r(truth):
    record = truth("o51_tox_oc")

    found = [operating_characteristics(EXAMPLE, risk).stops for risk in (0.2, 0.3, 0.4, 0.5)]

    record.agrees("stop", found)


def test_averages_agree_with_playing_it_out():
    rng = np.random.default_rng(8)
    bounds = np.array([999 if bound is None else bound for bound in EXAMPLE.bounds()])
    events = np.cumsum(rng.random((20_000, 30)) < 0.5, axis=1)
    stopped = events >= bounds
    last = np.where(stopped.any(axis=1), stopped.argmax(axis=1), 29)

    found = operating_characteristics(EXAMPLE, 0.5)

    assert found.participants == pytest.approx((last + 1).mean(), rel=0.02)
    assert found.events == pytest.approx(events[np.arange(20_000), last].mean(), rel=0.02)


def test_a_rule_that_asks_for_certainty_never_stops():
    rule = StoppingRule(limit=0.3, certainty=1.0, prior_events=0.6, prior_free=1.4, most=5)

    assert rule.bounds() == [None] * 5
    found = operating_characteristics(rule, 0.9)
    assert (found.stops, found.participants) == (0, 5)


def test_more_events_make_a_high_risk_likelier():
    beliefs = [EXAMPLE.posterior(events, 10) for events in range(11)]

    assert beliefs == sorted(beliefs)
