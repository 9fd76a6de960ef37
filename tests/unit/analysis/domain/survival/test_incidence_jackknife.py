import numpy as np
import pytest

from analysis.domain.survival.cumulative_incidence import cumulative_incidence
from analysis.domain.survival.incidence_jackknife import errors_of
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.survival.weighted_curve import weighted_kaplan_meier


@pytest.mark.parametrize("cause", [1, 2])
def test_errors_by_arm_agree_with_r(colon, truth, cause):
    record, found = truth("o18_cif_ij"), []
    for arm in ("Obs", "Lev", "Lev+5FU"):
        rows = colon.where(colon["rx"] == arm)
        times = SurvivalTimes.of(rows["cr_time"], rows["cr"] == cause)
        curve = cumulative_incidence(times, rows["cr"] == 3 - cause)
        errors = errors_of(curve, times, rows["cr"] == 3 - cause)
        found.append(errors[np.searchsorted(curve.days, 730.5) - 1])

    record.agrees(f"se{cause}", found)


def test_without_a_competing_event_it_is_the_error_of_the_curve(arms):
    times = arms["Obs"]
    nobody = np.zeros(len(times), bool)

    errors = errors_of(cumulative_incidence(times, nobody), times, nobody)

    assert errors == pytest.approx(weighted_kaplan_meier(times).se)


def test_all_three_curves_add_up_to_everybody(colon):
    times = SurvivalTimes.of(colon["cr_time"], colon["cr"] == 1)
    other = SurvivalTimes.of(colon["cr_time"], colon["cr"] == 2)
    either = SurvivalTimes.of(colon["cr_time"], colon["cr"] > 0)

    own = cumulative_incidence(times, colon["cr"] == 2).incidence
    rival = cumulative_incidence(other, colon["cr"] == 1).incidence

    assert own + rival + kaplan_meier(either).surv == pytest.approx(1, abs=1e-12)
