"""Cox regression with tied days, by Efron or Breslow, with strata and case weights.

Our own Newton kernel, and not lifelines: lifelines has no score test and is several times slower.
At a tight tolerance (precision 1e-12) it agrees with this kernel to 1e-9 and the tests hold the
two together. Everything here is checked against R's coxph.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Meaningless, NotEstimable, Reason
from analysis.domain.regression.design import columns_of
from analysis.domain.survival.exact_ties import exact_derivatives
from analysis.domain.survival.partial_likelihood import (
    Derivatives,
    Stratum,
    Ties,
    derivatives,
    strata_of,
)
from analysis.domain.survival.terms import ModelTest, Term, terms_of, tested
from analysis.domain.survival.times import Floats, SurvivalTimes, pooled
from trials.domain.messages import message as _

# Fewer events than this carry no estimate worth printing; a charter may set another number.
FEWEST_EVENTS = 5

SMALLEST_STEP = 1e-10
MOST_STEPS = 40
# A standardized log hazard ratio beyond this is a likelihood that rises for ever.
SEPARATED = 15.0
# Rounding leaves this much information about a covariate that never differs within a risk set.
NOTHING_KNOWN = 1e-8


@dataclass(frozen=True, kw_only=True, eq=False)
class CoxModel:
    """`center` is what was taken from each covariate; `strata` hold the data it was fitted to.
    `clusters` counts the units whose errors were added up where the errors are robust."""

    terms: Mapping[str, Term]
    covariance: Floats
    center: Floats
    strata: Sequence[Stratum]
    log_likelihood_null: float
    log_likelihood: float
    likelihood_ratio: ModelTest
    wald: ModelTest
    score: ModelTest
    participants: int
    events: int
    steps: int
    confidence: float
    ties: Ties
    clusters: int | None = None

    @property
    def coef(self) -> Floats:
        return np.array([term.coef for term in self.terms.values()])


@dataclass(frozen=True, kw_only=True, eq=False)
class Optimum:
    coef: Floats
    null: Derivatives
    best: Derivatives
    steps: int


def cox(
    times: SurvivalTimes,
    covariates: Mapping[str, ArrayLike],
    *,
    strata: ArrayLike | None = None,
    ties: Ties = Ties.EFRON,
    confidence: float = 0.95,
    fewest_events: int = FEWEST_EVENTS,
) -> CoxModel | NotEstimable:
    names = list(covariates)
    x = columns_of(covariates)
    refused = refusal(times.where(times.counted), x[times.counted], names, fewest_events)
    if refused:
        return refused
    center = x.mean(axis=0)
    parts = strata_of(times, x - center, strata)
    found = climb(slopes_of(times, parts, ties), spread=x.std(axis=0))
    if isinstance(found, NotEstimable):
        return found
    covariance: Floats = np.linalg.inv(found.best.information)
    null, best, df = found.null, found.best, len(names)
    return CoxModel(
        terms=terms_of(names, found.coef, covariance, confidence),
        covariance=covariance,
        center=center,
        strata=parts,
        log_likelihood_null=null.log_likelihood,
        log_likelihood=best.log_likelihood,
        likelihood_ratio=tested(2 * (best.log_likelihood - null.log_likelihood), df),
        wald=tested(float(found.coef @ best.information @ found.coef), df),
        score=tested(float(null.score @ np.linalg.solve(null.information, null.score)), df),
        participants=len(times),
        events=times.events,
        steps=found.steps,
        confidence=confidence,
        ties=ties,
    )


def slopes_of(
    times: SurvivalTimes, parts: Sequence[Stratum], ties: Ties
) -> Callable[[Floats], Derivatives]:
    if ties is not Ties.EXACT:
        return partial(derivatives, parts, ties=ties)
    if times.weights is not None:
        raise Meaningless("The exact likelihood counts persons; it has no weights.")
    return partial(exact_derivatives, parts)


def hazard_ratios(
    groups: Mapping[str, SurvivalTimes], *, reference: str, fewest_events: int = FEWEST_EVENTS
) -> CoxModel | NotEstimable:
    """Compare every group with the reference in one model; a term has its group's name."""
    named = [reference, *(name for name in groups if name != reference)]
    if not all(len(groups[name]) for name in named):
        return NotEstimable(
            Reason.NO_PARTICIPANTS, _("Nobody is in one of the groups that are compared.")
        )
    member = np.repeat(named, [len(groups[name]) for name in named])
    return unnamed(
        cox(
            pooled(groups[name] for name in named),
            {name: member == name for name in named[1:]},
            fewest_events=fewest_events,
        )
    )


def unnamed(model: CoxModel | NotEstimable) -> CoxModel | NotEstimable:
    """A closed report shows arms by letter: a refusal that named one would give the letter away."""
    if isinstance(model, NotEstimable) and model.reason is Reason.GROUP_WITHOUT_EVENTS:
        return NotEstimable(model.reason, _("No hazard ratio: one side had no event."))
    return model


def refusal(
    times: SurvivalTimes, x: Floats, names: Sequence[str], fewest_events: int
) -> NotEstimable | None:
    """Find what makes a hazard ratio meaningless before any step is taken."""
    if not len(times):
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this analysis."))
    if not times.events and not fewest_events:
        return NotEstimable(Reason.NO_EVENTS, _("Nobody has had the event in any group."))
    if times.events < fewest_events:
        return NotEstimable(
            Reason.TOO_FEW_EVENTS,
            _(
                "{events} events are too few for a hazard ratio: at least {fewest} are needed.",
                events=times.events,
                fewest=fewest_events,
            ),
        )
    empty = [name for name, column in zip(names, x.T, strict=True) if lacks_events(times, column)]
    if empty:
        return NotEstimable(
            Reason.GROUP_WITHOUT_EVENTS,
            _("No hazard ratio: one side had no event. Look at: {names}.", names=listed(empty)),
        )
    return None


def lacks_events(times: SurvivalTimes, column: Floats) -> bool:
    sides = np.unique(column)
    return len(sides) == 2 and len(np.unique(column[times.observed])) < 2


def listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def climb(slopes: Callable[[Floats], Derivatives], *, spread: Floats) -> Optimum | NotEstimable:
    """Newton's method from zero, halving a step that would lower the likelihood."""
    coef = np.zeros(len(spread))
    null = here = slopes(coef)
    if not tells_apart(null.information, spread):
        return NotEstimable(
            Reason.COLLINEAR,
            _("A covariate has one value only wherever it is compared, or repeats others."),
        )
    for steps in range(1, MOST_STEPS + 1):
        step = np.linalg.solve(here.information, here.score)
        ahead = slopes(coef + step)
        while not ahead.log_likelihood >= here.log_likelihood - 1e-9 and max(abs(step)) > 1e-12:
            step = step / 2
            ahead = slopes(coef + step)
        coef, here = coef + step, ahead
        # Far out the likelihood is flat: the information is gone before the coefficient is wild.
        if np.abs(coef * spread).max() > SEPARATED or not tells_apart(here.information, spread):
            return NotEstimable(
                Reason.SEPARATION, _("A covariate splits those with and without events perfectly.")
            )
        if np.abs(step).max() < SMALLEST_STEP:
            return Optimum(coef=coef, null=null, best=here, steps=steps)
    return NotEstimable(
        Reason.NOT_CONVERGED, _("The model did not settle in {steps} steps.", steps=MOST_STEPS)
    )


def tells_apart(information: Floats, spread: Floats) -> bool:
    """Ask whether the data speak about each covariate, in units of its own spread."""
    if not spread.all():
        return False
    scaled = information / np.outer(spread, spread)
    return bool(np.linalg.matrix_rank(scaled, tol=NOTHING_KNOWN) == len(spread))
