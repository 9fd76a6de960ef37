"""What a report shows of curves: the figure, or in words why there is none, and its tables."""

from analysis.domain.curve_tables import CurveSet, at_risk_table, estimates_table
from analysis.domain.estimates import NotEstimable
from analysis.domain.survival.kaplan_meier import Curve
from analysis.domain.tables import Label, Table
from trials.domain.messages import message as _

NOBODY = _("Nobody is in this group.")


def curve_blocks(curves: CurveSet) -> tuple[CurveSet | Label | Table, ...]:
    """Axes without a curve would look like one that fell to nothing."""
    if any(isinstance(group.curve, Curve) for group in curves.groups):
        at_risk = at_risk_table(curves, curves.tick_months())
        return (curves, estimates_table(curves), at_risk)
    return (_("No curve is drawn: {why}", why=reason(curves)), estimates_table(curves))


def reason(curves: CurveSet) -> Label:
    found = (group.curve for group in curves.groups)
    return next((one.detail for one in found if isinstance(one, NotEstimable)), NOBODY)
