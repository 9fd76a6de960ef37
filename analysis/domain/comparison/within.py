"""The contrast within each recommended strategy: those who received it with those who did not.

Whoever got the same recommendation is more alike than whoever happened to agree with some
recommendation. Pooled by how often each strategy was recommended; what is left is confounding
within a recommendation, so this only describes, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from analysis.domain.comparison.cohort import Cohort
from analysis.domain.estimates import Estimate, NotEstimable, Reason
from analysis.domain.survival.horizon_difference import HorizonDifference, difference_at
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import Flags
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True, eq=False)
class Within:
    """One recommended strategy. `share` is that of all recommendations."""

    strategy: str
    share: float
    agreed: Flags
    others: Flags
    contrast: HorizonDifference | NotEstimable

    @property
    def difference(self) -> Estimate | NotEstimable:
        """Received less not received."""
        return self.contrast if isinstance(self.contrast, NotEstimable) else self.contrast.wald


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """`covered` is the share of recommendations whose strategies have an answer."""

    covered: float
    difference: Estimate | NotEstimable


def within_each(cohort: Cohort, *, day: float) -> list[Within]:
    return [
        within(cohort, place, day=day)
        for place in range(len(cohort.strategies))
        if (cohort.recommended == place).any()
    ]


def within(cohort: Cohort, place: int, *, day: float) -> Within:
    told = cohort.recommended == place
    agreed, others = told & cohort.agreed, told & ~cohort.agreed
    return Within(
        strategy=cohort.strategies[place],
        share=float(told.mean()),
        agreed=agreed,
        others=others,
        contrast=contrast_of(cohort, agreed, others, day=day),
    )


def contrast_of(
    cohort: Cohort, agreed: Flags, others: Flags, *, day: float
) -> HorizonDifference | NotEstimable:
    if not agreed.any():
        return NotEstimable(Reason.ONE_GROUP, _("Nobody received what was recommended."))
    if not others.any():
        return NotEstimable(Reason.ONE_GROUP, _("Everybody received what was recommended."))
    return difference_at(
        kaplan_meier(cohort.times.where(agreed)), kaplan_meier(cohort.times.where(others)), day=day
    )


def pooled(parts: Sequence[Within]) -> Pooled:
    """Weighted by the mix of recommendations, which is taken as it is."""
    known = [(one.share, one.difference) for one in parts]
    found = [(share, one) for share, one in known if isinstance(one, Estimate)]
    covered = sum(share for share, _one in found)
    if not found:
        nothing = NotEstimable(
            Reason.ONE_GROUP, _("No recommended strategy has both sides to compare.")
        )
        return Pooled(covered=0.0, difference=nothing)
    value = sum(share * one.value for share, one in found) / covered
    se = sqrt(sum((share * one.se) ** 2 for share, one in found)) / covered
    return Pooled(covered=covered, difference=Estimate.wald(value, se))
