import numpy as np
import pytest

from analysis.domain.estimates import Reason
from analysis.domain.survival.cumulative_incidence import cumulative_incidence
from analysis.domain.survival.incidence_jackknife import jackknife_errors
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
        errors = jackknife_errors(times, rows["cr"] == 3 - cause)
        found.append(errors[np.searchsorted(curve.days, 730.5) - 1])

    record.agrees(f"se{cause}", found)


def test_without_a_competing_event_it_is_the_error_of_the_curve(arms):
    times = arms["Obs"]

    errors = jackknife_errors(times, np.zeros(len(times), bool))

    assert errors == pytest.approx(weighted_kaplan_meier(times).se)


def test_all_three_curves_add_up_to_everybody(colon):
    times = SurvivalTimes.of(colon["cr_time"], colon["cr"] == 1)
    other = SurvivalTimes.of(colon["cr_time"], colon["cr"] == 2)
    either = SurvivalTimes.of(colon["cr_time"], colon["cr"] > 0)

    own = cumulative_incidence(times, colon["cr"] == 2).incidence
    rival = cumulative_incidence(other, colon["cr"] == 1).incidence

    assert own + rival + kaplan_meier(either).surv == pytest.approx(1, abs=1e-12)


def test_nobody_is_not_estimable():
    nobody = SurvivalTimes.of([], [])

    assert jackknife_errors(nobody, np.zeros(0, bool)).reason is Reason.NO_PARTICIPANTS
