"""A charter's numbers: the boundary at the information there is, the limits and how they behave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import copysign, sqrt

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.monitoring.boundaries import Look, spending_boundary
from analysis.domain.monitoring.conditional_power import (
    ConditionalPower,
    conditional_power,
    design_drift,
)
from analysis.domain.monitoring.spending import obrien_fleming
from analysis.domain.monitoring.toxicity import StoppingRule
from analysis.domain.survival.log_rank import LogRank, log_rank
from analysis.domain.survival.times import SurvivalTimes
from trials.domain.messages import message as _
from trials.domain.protocol.charter import Looks, StoppingLimit


def planned_looks(looks: Looks) -> list[Look]:
    return spending_boundary(looks.information, obrien_fleming(looks.alpha))


def rule_of(limit: StoppingLimit, *, most: int = 0) -> StoppingRule:
    """`most` where more were treated than the charter foresaw."""
    events, free = limit.prior
    return StoppingRule(
        limit=limit.limit,
        certainty=limit.certainty,
        prior_events=events,
        prior_free=free,
        most=max(limit.most, most),
    )


@dataclass(frozen=True, kw_only=True)
class LookNow:
    """The look at a cut. `z` is positive where the reference has more events than expected."""

    events: int
    look: Look
    before: int
    z: float | NotEstimable
    power: ConditionalPower | NotEstimable

    @property
    def crossed(self) -> bool | NotEstimable:
        return self.z if isinstance(self.z, NotEstimable) else self.z >= self.look.z


def look_now(
    looks: Looks, groups: Mapping[str, SurvivalTimes], *, reference: str, before: Sequence[int]
) -> LookNow | NotEstimable:
    """`before` are the events at the looks the board had earlier. The error is spent on the
    information as observed; a look that brought no new event is no look."""
    events = sum(times.events for times in groups.values())
    if not events:
        return NotEstimable(Reason.NO_EVENTS, _("Nobody has had the event in any group."))
    earlier = sorted({one for one in before if 0 < one < events})
    shares = [one / looks.planned_events for one in (*earlier, events)]
    look = spending_boundary(shares, obrien_fleming(looks.alpha))[-1]
    z = signed_z(log_rank(groups), reference)
    return LookNow(
        events=events, look=look, before=len(earlier), z=z, power=power_now(looks, look, z)
    )


def signed_z(test: LogRank | NotEstimable, reference: str) -> float | NotEstimable:
    if isinstance(test, NotEstimable):
        return test
    if test.df != 1:
        return NotEstimable(
            Reason.NOT_REACHED, _("The boundary is for two groups; here are {n}.", n=test.df + 1)
        )
    more = test.observed[reference] - test.expected[reference]
    return copysign(sqrt(test.chi_square), more)


def power_now(looks: Looks, look: Look, z: float | NotEstimable) -> ConditionalPower | NotEstimable:
    if isinstance(z, NotEstimable):
        return z
    if look.information >= 1:
        return NotEstimable(
            Reason.NOT_REACHED, _("All planned events have happened: nothing is left to foresee.")
        )
    return conditional_power(
        z,
        information=look.information,
        critical=planned_looks(looks)[-1].z,
        design_drift=design_drift(alpha=looks.alpha, power=looks.power),
    )
