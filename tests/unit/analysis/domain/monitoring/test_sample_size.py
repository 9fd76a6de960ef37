import pytest

from analysis.domain.estimates import Meaningless
from analysis.domain.monitoring.sample_size import (
    events_for_hazard_ratio,
    participants_for_rates,
)

DESIGN = {"alpha": 0.025, "power": 0.8}


def test_rates_agree_with_rpact(truth):
    truth("g08_n_rates").agrees("n", participants_for_rates(0.75, 0.5, **DESIGN))


def test_events_agree_with_rpact(truth):
    truth("g09_events").agrees("events", events_for_hazard_ratio(0.6, **DESIGN))


def test_exchanging_the_arms_changes_nothing():
    assert participants_for_rates(0.5, 0.75, **DESIGN) == pytest.approx(
        participants_for_rates(0.75, 0.5, **DESIGN)
    )
    assert events_for_hazard_ratio(1 / 0.6, **DESIGN) == pytest.approx(
        events_for_hazard_ratio(0.6, **DESIGN)
    )


def test_no_difference_cannot_be_found():
    with pytest.raises(Meaningless, match="no end"):
        participants_for_rates(0.5, 0.5, **DESIGN)
    with pytest.raises(Meaningless, match="no end"):
        events_for_hazard_ratio(1, **DESIGN)
