import pytest

from analysis.domain.estimates import Meaningless
from analysis.domain.monitoring.conditional_power import conditional_power, design_drift


def test_half_way_agrees_with_the_formula(truth):
    record = truth("g07_condpower")

    found = conditional_power(
        1.2, information=0.5, critical=1.96, design_drift=design_drift(alpha=0.025, power=0.8)
    )

    for name in ("trend", "design", "null"):
        record.agrees(name, getattr(found, name))


def test_before_anything_was_seen_the_design_has_its_power():
    drift = design_drift(alpha=0.025, power=0.9)

    found = conditional_power(0, information=1e-9, critical=1.959964, design_drift=drift)

    assert found.design == pytest.approx(0.9, abs=1e-6)
    assert found.null == pytest.approx(0.025, abs=1e-6)


@pytest.mark.parametrize("information", [0, 1, 1.2])
def test_at_the_end_nothing_is_conditional(information):
    with pytest.raises(Meaningless, match="between 0 and 1"):
        conditional_power(1, information=information, critical=2, design_drift=3)
