"""The cumulative hazard."""

from dataclasses import dataclass

import numpy as np

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.survival.times import Days, Floats, SurvivalTimes, day_table
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class HazardAt:
    day: float
    hazard: float
    se: float


@dataclass(frozen=True, kw_only=True, eq=False)
class CumulativeHazard:
    days: Days
    hazard: Floats
    se: Floats

    def at(self, day: float) -> HazardAt | NotEstimable:
        if day > self.days[-1]:
            return NotEstimable(
                Reason.NOT_REACHED,
                _("Nobody was still followed at day {day}.", day=f"{day:g}"),
            )
        row = int(np.searchsorted(self.days, day, side="right")) - 1
        if row < 0:
            return HazardAt(day=day, hazard=0.0, se=0.0)
        return HazardAt(day=day, hazard=float(self.hazard[row]), se=float(self.se[row]))


def nelson_aalen(times: SurvivalTimes) -> CumulativeHazard | NotEstimable:
    if times.is_empty:
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this group."))
    table = day_table(times)
    return CumulativeHazard(
        days=table.days,
        hazard=np.cumsum(table.events / table.at_risk),
        se=np.sqrt(np.cumsum(table.events / table.at_risk**2)),
    )
