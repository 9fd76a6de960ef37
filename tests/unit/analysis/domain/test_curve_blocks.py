from analysis.domain.curve_blocks import curve_blocks
from analysis.domain.curve_tables import CurveSet, group_of
from analysis.domain.survival.times import SurvivalTimes

SOME = SurvivalTimes.of([10, 20], [True, False])
NONE = SurvivalTimes.of([], [])


def curves_of(*samples):
    groups = tuple(group_of(str(n), f"Arm {n}", times) for n, times in enumerate(samples))
    return CurveSet(key="rfs", title="RFS", of="Free", since="surgery", groups=groups)


def test_one_arm_with_somebody_is_drawn_with_its_tables():
    curves = curves_of(SOME, NONE)
    figure, estimates, at_risk = curve_blocks(curves)

    assert figure is curves
    assert [row.cells[0].value for row in estimates.rows] == [1, 0]
    assert [row.cells[0].value for row in at_risk.rows] == [2, 0]


def test_nobody_in_any_arm_is_said_in_words():
    said, estimates = curve_blocks(curves_of(NONE, NONE))

    assert str(said) == "No curve is drawn: Nobody is in this group."
    assert len(estimates.rows) == 2
    assert str(curve_blocks(curves_of())[0]) == str(said)
