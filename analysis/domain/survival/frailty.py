"""Sites that differ for reasons nobody measured: a Cox model with a gamma frailty shared by site.

Therneau, Grambsch and Pankratz, J Comput Graph Stat 2003; 12: 156: for a given variance theta the
log frailties are penalized coefficients; theta maximizes the marginal likelihood. A sensitivity
analysis beside strata and clustered errors.

The likelihood is flat in theta where sites differ little. On the lung data R's search ends at
0.01106, ours at 0.01181, where the likelihood is higher by 0.0002; the coefficients differ by at
most 0.4 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.regression.design import columns_of
from analysis.domain.survival.cox import FEWEST_EVENTS, cox
from analysis.domain.survival.partial_likelihood import (
    Derivatives,
    Stratum,
    Ties,
    derivatives,
    strata_of,
)
from analysis.domain.survival.terms import Term, terms_of
from analysis.domain.survival.times import Floats, SurvivalTimes
from trials.domain.messages import message as _

# Below the first the groups do not differ; beyond the second they share nothing.
SMALLEST, GREATEST = 1e-6, 10.0
MOST_STEPS = 60
SMALLEST_STEP = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class SharedFrailty:
    """`theta` is the variance of the groups' hazards about their mean of 1, 0 where they do not
    differ; `frailties` are the groups' own estimates, drawn towards 1."""

    terms: Mapping[str, Term]
    theta: float
    frailties: Mapping[str, float]
    log_likelihood: float
    participants: int
    events: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Penalized:
    coef: Floats
    covariance: Floats
    log_likelihood: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Sites:
    """`parts` hold the covariates, then a column of 0 and 1 for each group."""

    parts: list[Stratum]
    events: Floats
    covariates: int

    def at(self, theta: float) -> Penalized | None:
        """Climb the penalized likelihood; None where it does not settle, or lies flat."""
        nu = 1 / theta
        coef = np.zeros(self.covariates + len(self.events))
        for _step in range(MOST_STEPS):
            here = derivatives(self.parts, coef, Ties.EFRON)
            slope, information = self.penalized(here, coef, nu)
            if np.linalg.matrix_rank(information, hermitian=True) < len(information):
                return None
            step = np.linalg.solve(information, slope)
            coef = coef + step / max(1.0, float(np.abs(step).max()))
            if np.abs(step).max() < SMALLEST_STEP:
                covariance = np.linalg.inv(information)[: self.covariates, : self.covariates]
                marginal = self.marginal(here, coef[self.covariates :], nu)
                return Penalized(coef=coef, covariance=covariance, log_likelihood=marginal)
        return None

    def penalized(self, here: Derivatives, coef: Floats, nu: float) -> tuple[Floats, Floats]:
        """The penalty nu (b - exp b) of each log frailty b is the logarithm of its gamma."""
        frailty = np.exp(coef[self.covariates :])
        pull = np.append(np.zeros(self.covariates), nu * (1 - frailty))
        stiffness = np.append(np.zeros(self.covariates), nu * frailty)
        return here.score + pull, here.information + np.diag(stiffness)

    def marginal(self, here: Derivatives, log_frailty: Floats, nu: float) -> float:
        """The likelihood with the frailties integrated out."""
        from scipy.special import gammaln

        # At the maximum a frailty is (nu + events) / (nu + what was expected of the group).
        total = np.log(nu + self.events) - log_frailty
        each = nu * np.log(nu) - gammaln(nu) + gammaln(nu + self.events)
        each = each - (nu + self.events) * total - self.events * log_frailty
        return here.log_likelihood + float(each.sum())


def shared_frailty(
    times: SurvivalTimes,
    covariates: Mapping[str, ArrayLike],
    groups: ArrayLike,
    *,
    confidence: float = 0.95,
    fewest_events: int = FEWEST_EVENTS,
) -> SharedFrailty | NotEstimable:
    plain = cox(times, covariates, confidence=confidence, fewest_events=fewest_events)
    if isinstance(plain, NotEstimable):
        return plain
    names, member = np.unique(np.asarray(groups).astype(str), return_inverse=True)
    if len(names) < 2:
        return NotEstimable(Reason.ONE_GROUP, _("Everybody has the same value here."))
    x = columns_of(covariates)
    belongs = (member[:, None] == np.arange(len(names))).astype(np.float64)
    sites = Sites(
        parts=strata_of(times, np.column_stack([x - x.mean(axis=0), belongs]), None),
        events=np.bincount(member, times.observed, minlength=len(names)).astype(np.float64),
        covariates=x.shape[1],
    )
    theta = likeliest(sites)
    found = None if theta is None else sites.at(theta)
    if theta is None or found is None:
        return NotEstimable(
            Reason.NOT_CONVERGED, _("The model did not settle in {steps} steps.", steps=MOST_STEPS)
        )
    own = np.exp(found.coef[sites.covariates :])
    return SharedFrailty(
        terms=terms_of(covariates, found.coef[: sites.covariates], found.covariance, confidence),
        theta=0.0 if theta <= 2 * SMALLEST else theta,
        frailties=dict(zip(names.tolist(), own.tolist(), strict=True)),
        log_likelihood=found.log_likelihood,
        participants=len(times),
        events=times.events,
    )


def likeliest(sites: Sites) -> float | None:
    from scipy.optimize import minimize_scalar

    def unlikely(log_theta: float) -> float:
        found = sites.at(float(np.exp(log_theta)))
        return np.inf if found is None else -found.log_likelihood

    edges = (np.log(SMALLEST), np.log(GREATEST))
    best = minimize_scalar(unlikely, bounds=edges, method="bounded", options={"xatol": 1e-5})
    return float(np.exp(best.x)) if np.isfinite(best.fun) else None
