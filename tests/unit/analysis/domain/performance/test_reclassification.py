import pytest

from analysis.domain.estimates import Reason
from analysis.domain.performance.reclassification import reclassification


def test_a_second_model_agrees_with_r(asah_pred, truth):
    record = truth("o38_nri_idi")

    found = reclassification(asah_pred["y"], asah_pred["p1"], asah_pred["p2"])

    record.agrees("nri", found.net.value)
    record.agrees("nri_z", found.net.z)
    record.agrees("nri_events", found.events)
    record.agrees("nri_nonevents", found.nonevents)
    record.agrees("idi", found.discrimination.value)
    record.agrees("idi_z", found.discrimination.z)


def test_exchanging_the_models_turns_everything_around(asah_pred):
    there = reclassification(asah_pred["y"], asah_pred["p1"], asah_pred["p2"])
    back = reclassification(asah_pred["y"], asah_pred["p2"], asah_pred["p1"])

    assert back.net.value == pytest.approx(-there.net.value)
    assert back.discrimination.value == pytest.approx(-there.discrimination.value)


def test_the_same_model_moves_nobody(asah_pred):
    found = reclassification(asah_pred["y"], asah_pred["p1"], asah_pred["p1"])

    assert (found.net.value, found.net.p, found.discrimination.p) == (0, 1, 1)


def test_one_outcome_only_is_not_estimable():
    assert reclassification([1, 1], [0.1, 0.2], [0.2, 0.3]).reason is Reason.ONE_GROUP
