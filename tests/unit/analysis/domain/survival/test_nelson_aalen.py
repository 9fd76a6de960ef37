import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.nelson_aalen import nelson_aalen
from analysis.domain.survival.times import SurvivalTimes


def test_cumulative_hazard_agrees_with_r(lung, truth):
    record = truth("o30_nelson_aalen")

    hazard = nelson_aalen(lung.times("time", "status"))
    read = [hazard.at(day) for day in (180, 365, 730)]

    record.agrees("H", [at.hazard for at in read])
    record.agrees("se", [at.se for at in read])


def test_hazard_adds_up_events_over_those_at_risk():
    hazard = nelson_aalen(SurvivalTimes.of([1, 2, 3], [True, False, True]))

    assert hazard.at(2).hazard == pytest.approx(1 / 3)
    assert hazard.at(3).hazard == pytest.approx(1 / 3 + 1)


def test_hazard_is_zero_before_anybody_left():
    at = nelson_aalen(SurvivalTimes.of([5], [True])).at(4)

    assert (at.hazard, at.se) == (0, 0)


def test_hazard_beyond_follow_up_is_not_reached():
    assert nelson_aalen(SurvivalTimes.of([5], [True])).at(6).reason is Reason.NOT_REACHED


def test_an_empty_group_is_not_estimable():
    assert nelson_aalen(SurvivalTimes.of([], [])).reason is Reason.NO_PARTICIPANTS
