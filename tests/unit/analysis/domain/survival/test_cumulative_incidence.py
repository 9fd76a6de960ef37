import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.domain.durations import months_in_days
from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.cumulative_incidence import cumulative_incidence
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import SurvivalTimes

ARMS = ("Obs", "Lev", "Lev+5FU")
CENSORED, EVENT, COMPETING = 0, 1, 2


def incidence(days, causes, of=EVENT):
    causes = np.asarray(causes)
    other = (causes != CENSORED) & (causes != of)
    return cumulative_incidence(SurvivalTimes.of(days, causes == of), other)


@pytest.mark.parametrize(("months", "suffix"), [(24, "24"), (60, "60")])
def test_recurrence_and_death_without_it_agree_with_r(colon, truth, months, suffix):
    record = truth("o17_cif")
    read = [
        incidence(arm["cr_time"], arm["cr"], of=cause).at(months_in_days(months))
        for cause in (1, 2)
        for arm in (colon.where(colon["rx"] == name) for name in ARMS)
    ]
    record.agrees(f"est{suffix}", [at.incidence for at in read])
    record.agrees(f"var{suffix}", [at.se**2 for at in read])


def test_without_competing_events_it_is_what_kaplan_meier_leaves(lung):
    times = lung.times("time", "status")
    curve = cumulative_incidence(times, np.zeros(len(times), dtype=bool))
    survival = kaplan_meier(times)
    assert curve.incidence == pytest.approx(1 - survival.surv, rel=1e-12)


SAMPLES = st.lists(st.tuples(st.integers(0, 12), st.sampled_from([0, 1, 2])), min_size=1)


@given(SAMPLES)
def test_all_causes_and_the_free_make_one(sample):
    days, causes = (list(column) for column in zip(*sample, strict=True))
    both = [incidence(days, causes, of=cause).incidence for cause in (EVENT, COMPETING)]
    free = kaplan_meier(SurvivalTimes.of(days, np.asarray(causes) != CENSORED)).surv
    assert both[0] + both[1] + free == pytest.approx(1.0)


@given(SAMPLES)
def test_limits_hold_the_estimate(sample):
    days, causes = (list(column) for column in zip(*sample, strict=True))
    read = incidence(days, causes).at(max(days))
    assert read.se >= 0
    if not isinstance(read.limits, NotEstimable):
        assert 0 <= read.limits.lower <= read.incidence <= read.limits.upper <= 1


def test_who_was_forestalled_cannot_have_the_event_any_more():
    curve = incidence([1, 2, 3, 4], [COMPETING, EVENT, COMPETING, EVENT])
    assert curve.at(4).incidence == pytest.approx(0.5)
    assert (curve.at(4).events, curve.at(4).competing) == (2, 2)


def test_before_the_first_event_there_are_no_limits():
    read = incidence([5, 9], [EVENT, CENSORED]).at(4)
    assert (read.incidence, read.se) == (0, 0)
    assert read.limits.reason is Reason.NO_EVENTS


def test_the_curve_is_not_drawn_on_beyond_the_last_follow_up():
    assert incidence([5, 9], [EVENT, CENSORED]).at(10).reason is Reason.NOT_REACHED
    assert incidence([5, 9], [EVENT, COMPETING]).at(10).incidence == pytest.approx(0.5)


def test_nobody_has_no_curve():
    assert incidence([], []).reason is Reason.NO_PARTICIPANTS
