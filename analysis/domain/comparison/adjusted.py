"""Consistent against inconsistent, made alike by weights from a multinomial propensity.

Each one's chance of having received what was recommended comes from the chances of all strategies
by the covariates. It enters, with the covariates, a logistic model of agreement: overlap weights
of that model make the means of all of them alike to the last digit. Inverse weights ask about
everybody; overlap weights about those for whom receiving it and not receiving it were both
plausible, and are the headline.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analysis.domain.comparison.cohort import Cohort, chance_of_agreement, chances_of
from analysis.domain.estimates import Estimate, NotEstimable, Reason, normal_quantile
from analysis.domain.regression.design import design_of, repeats_itself
from analysis.domain.regression.logistic import LogisticModel, logistic
from analysis.domain.survival.cox import cox
from analysis.domain.survival.horizon_difference import HorizonDifference, difference_at
from analysis.domain.survival.kaplan_meier import Curve
from analysis.domain.survival.robust import pulls_of
from analysis.domain.survival.terms import Term, term
from analysis.domain.survival.times import Flags, Floats, SurvivalTimes
from analysis.domain.survival.weighted_curve import pulls_on, weighted_kaplan_meier
from analysis.domain.weighting.balance import greatest, mean_differences
from analysis.domain.weighting.propensity import Propensity
from analysis.domain.weighting.weights import Scheme, effective_size
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighted:
    """One scheme's answer. Consistent less inconsistent, consistent over inconsistent."""

    scheme: Scheme
    cohort: Cohort
    model: LogisticModel
    columns: Mapping[str, Floats]
    weights: Floats
    effective: tuple[float, float]
    balance: Mapping[str, float | NotEstimable]
    consistent: Curve | NotEstimable
    inconsistent: Curve | NotEstimable

    @cached_property
    def hazard_ratio(self) -> Term | NotEstimable:
        """Within centers: a pooled test would compare the centers. Errors hold for weights."""
        return weighted_ratio(self)

    @property
    def heaviest(self) -> float:
        """How many times the mean weight the greatest one is."""
        return float(self.weights.max() / self.weights.mean())

    @property
    def imbalance(self) -> float:
        return greatest(self.balance)

    def at(self, day: float) -> HorizonDifference | NotEstimable:
        """The error knows that the weights were estimated."""
        found = difference_at(self.consistent, self.inconsistent, day=day)
        if isinstance(found, NotEstimable) or isinstance(found.wald, NotEstimable):
            return found
        se = spread(self.moved_by_weights(self.pulls_on(day)))
        return replace(found, wald=Estimate.wald(found.difference, se))

    def pulls_on(self, day: float) -> Floats:
        pulls = np.zeros(len(self.cohort))
        agreed = self.cohort.agreed
        for curve, chosen, sign in (
            (self.consistent, agreed, 1.0),
            (self.inconsistent, ~agreed, -1.0),
        ):
            assert isinstance(curve, Curve)
            times = of_group(self.cohort, self.weights, chosen)
            pulls[chosen] = sign * pulls_on(curve, times, day=day)
        return pulls

    def moved_by_weights(self, pulls: Floats) -> Floats:
        """The same participants decide the weights: what they pull through the model of agreement
        comes on top, and mostly off. Without it the limits are too wide (Lunceford and Davidian,
        Stat Med 2004; 23: 2937)."""
        x = design_of(self.columns, rows=len(self.cohort))
        fitted, agreed = self.model.fitted, self.cohort.agreed
        own = np.where(agreed, fitted, 1 - fitted)
        # The logarithm of the weight moves by this with the log odds of agreement.
        share = -own if self.scheme is Scheme.OVERLAP else own - 1
        slope = (pulls * share * np.where(agreed, 1, -1)) @ x
        score = (agreed - fitted)[:, None] * x
        found: Floats = pulls + score @ self.model.covariance @ slope
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Adjusted:
    """`crude` is the balance before weighting."""

    chances: Propensity
    agreement: LogisticModel
    columns: Mapping[str, Floats]
    crude: Mapping[str, float | NotEstimable]
    schemes: tuple[Weighted, ...]

    def by(self, scheme: Scheme) -> Weighted:
        return next(one for one in self.schemes if one.scheme is scheme)


def adjusted(
    cohort: Cohort, *, schemes: tuple[Scheme, ...] = (Scheme.OVERLAP, Scheme.IPTW)
) -> Adjusted | NotEstimable:
    chances = chances_of(cohort)
    if isinstance(chances, NotEstimable):
        return chances
    chance = chance_of_agreement(cohort, chances)
    if isinstance(chance, NotEstimable):
        return chance
    if not cohort.agreed.any() or cohort.agreed.all():
        return NotEstimable(
            Reason.ONE_GROUP, _("Everybody, or nobody, received what was recommended.")
        )
    columns = covering(cohort, chance)
    agreement = logistic(cohort.agreed, columns)
    if isinstance(agreement, NotEstimable):
        return agreement
    return Adjusted(
        chances=chances,
        agreement=agreement,
        columns=columns,
        crude=mean_differences(cohort.adjusting, cohort.agreed),
        schemes=tuple(weighted(cohort, agreement, columns, scheme) for scheme in schemes),
    )


def covering(cohort: Cohort, chance: Floats) -> Mapping[str, Floats]:
    """What agreement is modeled by. Where the covariates say all that the chance says, as between
    two strategies, it adds nothing."""
    columns = {**cohort.adjusting, "chance": np.log(chance / (1 - chance))}
    whole = design_of(columns, rows=len(cohort))
    return cohort.adjusting if repeats_itself(whole) else columns


def weights_by(agreement: Floats, agreed: np.ndarray, scheme: Scheme) -> Floats:
    own = np.where(agreed, agreement, 1 - agreement)
    found: Floats = 1 - own if scheme is Scheme.OVERLAP else 1 / own
    return found


def weighted(
    cohort: Cohort, model: LogisticModel, columns: Mapping[str, Floats], scheme: Scheme
) -> Weighted:
    agreed = cohort.agreed
    weights = weights_by(model.fitted, agreed, scheme)
    return Weighted(
        scheme=scheme,
        cohort=cohort,
        model=model,
        columns=columns,
        weights=weights,
        effective=(effective_size(weights[agreed]), effective_size(weights[~agreed])),
        balance=mean_differences(cohort.adjusting, agreed, weights=weights),
        consistent=weighted_kaplan_meier(of_group(cohort, weights, agreed)),
        inconsistent=weighted_kaplan_meier(of_group(cohort, weights, ~agreed)),
    )


def of_group(cohort: Cohort, weights: Floats, chosen: Flags) -> SurvivalTimes:
    """Weights add up to the participants of the group, so that those at risk can be read."""
    inside, weight = cohort.times.where(chosen), weights[chosen]
    scale = len(inside) / weight.sum() if len(inside) else 1.0
    return SurvivalTimes.of(inside.days, inside.observed, weights=weight * scale)


def weighted_ratio(one: Weighted) -> Term | NotEstimable:
    times = one.cohort.times
    weighed = SurvivalTimes.of(times.days, times.observed, weights=one.weights)
    model = cox(weighed, {"consistent": one.cohort.agreed}, strata=np.array(one.cohort.sites))
    if isinstance(model, NotEstimable):
        return model
    se = spread(one.moved_by_weights(pulls_of(model)[:, 0]))
    return term("consistent", float(model.coef[0]), se, normal_quantile(model.confidence))


def spread(pulls: Floats) -> float:
    return float(np.sqrt((pulls**2).sum()))
