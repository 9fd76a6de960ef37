"""What would come of following the recommendation, compared with the care that was given and with
giving everybody the same strategy?

The value V(d) = E[Y under d(X)] of a rule d (Qian and Murphy, Ann Stat 2011; 39: 1180; rules not
followed by everybody: Grolleau, Petit and Porcher, arXiv 2207.06275). IPW reweighs those who
received what was recommended; AIPW adds an outcome model and is right if either model is. Comparing
outcomes of those who followed with those who did not answers another question: who was easy to
treat.

Censored outcomes (Jetsupphasuk et al., arXiv 2401.03084): somebody lost before the horizon has
the weight 0, and the others stand for them by `known` = 1 / G.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.domain.estimates import Estimate, NotEstimable, Reason
from analysis.domain.survival.partial_likelihood import Indices
from analysis.domain.survival.times import Floats
from analysis.domain.weighting.propensity import Propensity
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True, eq=False)
class PolicyValue:
    """Estimates of the mean outcome, errors from the influence function. Differences are the
    rule less the other. The means by agreement only describe."""

    participants: int
    concordant: int
    naive_concordant: float
    naive_discordant: float
    ipw: float
    value: Estimate
    observed: Estimate
    versus_observed: Estimate
    treat_all: Mapping[str, Estimate]
    versus_all: Mapping[str, Estimate]


@dataclass(frozen=True, kw_only=True, eq=False)
class Care:
    """One row per participant: the outcome, what they would have been given by the rule (as the
    column of the level), the chance of each level, the outcome predicted under each, and `known`,
    0 where the outcome is not known and otherwise what the row stands for."""

    outcome: Floats
    recommended: Indices
    propensity: Propensity
    predicted: Floats
    known: Floats | None = None

    @property
    def standing(self) -> Floats:
        return np.ones(len(self.outcome)) if self.known is None else self.known


def policy_value(care: Care, *, confidence: float = 0.95) -> PolicyValue | NotEstimable:
    agreed = (care.recommended == care.propensity.received) & (care.standing > 0)
    differed = (care.recommended != care.propensity.received) & (care.standing > 0)
    if not agreed.any() or not differed.any():
        return NotEstimable(
            Reason.ONE_GROUP, _("Everybody, or nobody, received what was recommended.")
        )
    weights = care.standing / care.propensity.of_received
    own = under(care, care.recommended)
    observed = augmented(care, care.propensity.received, chance=np.ones(len(own)))
    each = {
        level: under(care, np.full(len(own), place, dtype=np.intp))
        for place, level in enumerate(care.propensity.levels)
    }
    return PolicyValue(
        participants=len(own),
        concordant=int((care.recommended == care.propensity.received).sum()),
        naive_concordant=float(np.average(care.outcome[agreed], weights=care.standing[agreed])),
        naive_discordant=float(np.average(care.outcome[differed], weights=care.standing[differed])),
        ipw=float(np.average(care.outcome[agreed], weights=weights[agreed])),
        value=mean_of(own, confidence),
        observed=mean_of(observed, confidence),
        versus_observed=mean_of(own - observed, confidence),
        treat_all={level: mean_of(one, confidence) for level, one in each.items()},
        versus_all={level: mean_of(own - one, confidence) for level, one in each.items()},
    )


def under(care: Care, chosen: Indices) -> Floats:
    return augmented(care, chosen, chance=care.propensity.of_received)


def augmented(care: Care, chosen: Indices, *, chance: Floats) -> Floats:
    """Each one's predicted outcome under the choice, mended by what was seen where it was made."""
    predicted: Floats = care.predicted[np.arange(len(chosen)), chosen]
    followed = (chosen == care.propensity.received) & (care.standing > 0)
    surprise = np.where(followed, care.outcome - predicted, 0.0)
    found: Floats = predicted + care.standing / chance * surprise
    return found


def mean_of(each: Floats, confidence: float) -> Estimate:
    """The influence of a participant on a mean is their distance from it."""
    return Estimate.wald(
        float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each))), confidence
    )
