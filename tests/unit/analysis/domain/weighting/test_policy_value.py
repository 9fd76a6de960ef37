import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.regression.logistic import expit
from analysis.domain.survival.censoring_weights import known_at
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.weighting.outcome_model import predicted_under
from analysis.domain.weighting.policy_value import Care, policy_value
from analysis.domain.weighting.propensity import propensity

LEVELS = ["none", "hormone"]


@pytest.fixture(scope="session")
def care(rule_value):
    covariates = {name: rule_value[name] for name in ("age", "meno", "size", "grade", "nodes")}
    received = [LEVELS[int(one)] for one in rule_value["hormon"]]
    chances = propensity(received, covariates, levels=LEVELS)
    predicted = predicted_under(
        rule_value["y"], chances.received, covariates, levels=LEVELS, interacting=["nodes"]
    )
    return Care(
        outcome=rule_value["y"],
        recommended=rule_value["rule"].astype(np.intp),
        propensity=chances,
        predicted=predicted,
    )


def test_the_value_of_a_rule_agrees_with_r(care, truth):
    record = truth("o52_rule_value")

    found = policy_value(care)

    record.agrees("n", found.participants)
    record.agrees("n_concordant", found.concordant)
    record.agrees("naive_conc", found.naive_concordant)
    record.agrees("naive_disc", found.naive_discordant)
    record.agrees("hajek", found.ipw)
    record.agrees("aipw", found.value.value)
    record.agrees("aipw_se", found.value.se)
    record.agrees("aipw_all", found.treat_all["hormone"].value)
    record.agrees("aipw_none", found.treat_all["none"].value)
    record.agrees("diff_vs_observed", found.versus_observed.value)
    record.agrees("diff_se", found.versus_observed.se)


def test_the_rule_loses_to_treating_everybody(care):
    """Which the comparison of those who followed with those who did not cannot show."""
    found = policy_value(care)

    assert found.naive_concordant > found.naive_discordant
    assert found.versus_all["hormone"].value < 0


def test_observed_care_is_the_mean_when_every_outcome_is_known(care):
    assert policy_value(care).observed.value == pytest.approx(care.outcome.mean())


def test_a_rule_that_everybody_followed_cannot_be_compared(care):
    followed = Care(
        outcome=care.outcome,
        recommended=care.propensity.received,
        propensity=care.propensity,
        predicted=care.predicted,
    )

    assert policy_value(followed).reason is Reason.ONE_GROUP


def test_no_loss_to_follow_up_is_everybody_standing_for_themselves(care):
    known = Care(
        outcome=care.outcome,
        recommended=care.recommended,
        propensity=care.propensity,
        predicted=care.predicted,
        known=np.ones(len(care.outcome)),
    )

    one, other = policy_value(known), policy_value(care)
    assert (one.value, one.ipw) == (other.value, pytest.approx(other.ipw))
    assert one.observed == other.observed


HORIZON = 730.5


class Invented:
    """Four strategies; the frail get less of them and die sooner; some are lost. `true` is the
    share event-free at the horizon had everybody been given what the rule says."""

    levels = ["alone", "tace", "systemic", "both"]

    def __init__(self, seed, rows=4000):
        rng = np.random.default_rng(seed)
        self.frail = rng.normal(size=rows)
        odds = np.exp(np.column_stack([0.8 * self.frail * (3 - k) / 3 for k in range(4)]))
        chance = np.cumsum(odds / odds.sum(axis=1, keepdims=True), axis=1)
        self.received = (rng.random(rows)[:, None] > chance).sum(axis=1)
        self.rule = np.where(self.frail > 0.5, 1, 3)
        free = expit(0.6 - 0.9 * self.frail[:, None] + 0.25 * np.arange(4))
        self.true = free[np.arange(rows), self.rule].mean()
        self.expected = free[np.arange(rows), self.received].mean()
        rate = -np.log(free[np.arange(rows), self.received]) / HORIZON
        event, lost = rng.exponential(1 / rate), rng.exponential(2500, rows)
        days = np.minimum(np.minimum(event, lost), 1500).astype(int)
        self.times = SurvivalTimes.of(days, (event <= lost) & (event <= 1500))

    def value(self):
        received = [self.levels[one] for one in self.received]
        known = known_at(self.times, horizon=HORIZON, groups=received)
        free = (self.times.days > HORIZON).astype(float)
        x = {"frail": self.frail}
        chances = propensity(received, x, levels=self.levels)
        predicted = predicted_under(free, chances.received, x, levels=self.levels, weights=known)
        return policy_value(
            Care(
                outcome=free,
                recommended=self.rule.astype(np.intp),
                propensity=chances,
                predicted=predicted,
                known=known,
            )
        )


def test_with_four_strategies_and_losses_the_interval_covers_the_truth():
    invented = [Invented(seed, rows=1500) for seed in range(40)]
    found = [(one, one.value()) for one in invented]

    covered = [v.value.lower <= one.true <= v.value.upper for one, v in found]
    observed = [v.observed.lower <= one.expected <= v.observed.upper for one, v in found]

    # 38 expected of 40; fewer than 34 would come once in a thousand.
    assert sum(covered) >= 34
    assert sum(observed) >= 34


def test_ignoring_who_was_lost_would_be_off():
    """Those lost early count as not known, not as having had the event."""
    one = Invented(7)

    assert abs(one.value().value.value - one.true) < 0.03
    assert abs((one.times.days > HORIZON).mean() - one.expected) > 0.08
