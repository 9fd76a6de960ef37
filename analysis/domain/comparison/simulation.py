"""Trials invented to see what the comparison does when the truth is known.

A tumor board gives the frail less, and the frail recur sooner; the predictor knows the tumor and
not the frailty. So whoever received what was recommended is fitter, and a naive contrast finds an
effect where there is none. `effect` is what receiving the recommendation takes off the log hazard.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.domain.comparison.adjusted import Adjusted, adjusted
from analysis.domain.comparison.cohort import Cohort
from analysis.domain.comparison.value import value_of
from analysis.domain.comparison.within import pooled, within_each
from analysis.domain.estimates import Estimate, NotEstimable
from analysis.domain.survival.horizon_difference import difference_at
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.log_rank import log_rank
from analysis.domain.survival.times import Floats, SurvivalTimes
from analysis.domain.weighting.weights import Scheme

STRATEGIES = ("alone", "tace", "both", "systemic")
LANDMARK, HORIZON, HAZARD = 90, 730.5, 1 / 1100
# How much of each the frail are given, and how readily the board agrees with what it has not seen.
FRAILTY = np.array([0.0, -0.9, -1.8, -0.9])
AGREEING = 1.1
# The predictor leans to giving more, whoever it is.
LEANING = np.array([-1.0, 0.0, 1.2, 0.0])

NAIVE, NAIVE_CURVES, WITHIN = "log_rank", "curves", "within"
OVERLAP, INVERSE, HAZARDS, VALUE = "overlap", "iptw", "hazard", "value"


@dataclass(frozen=True, kw_only=True, eq=False)
class Invented:
    """A cohort, and each participant's own chance of being free at the horizon with and without
    what was recommended, and of receiving it."""

    cohort: Cohort
    followed: Floats
    otherwise: Floats
    chance: Floats


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One estimator on one cohort: did it reject equality, and did its limits hold the truth?"""

    rejects: bool
    covers: bool | None
    estimate: float


def invented(size: int, *, effect: float, seed: int) -> Invented:
    chance = np.random.default_rng(seed)
    frail, tumor, age = chance.normal(size=(3, size))
    wanted = drawn(shares(LEANING + np.outer(tumor, [-0.5, 0.1, 0.6, 0.1])), chance)
    leaning = np.outer(frail, FRAILTY) + np.outer(tumor, [-0.3, 0.1, 0.4, 0.1])
    leaning[np.arange(size), wanted] += AGREEING
    odds = shares(leaning)
    received = drawn(odds, chance)
    rate = HAZARD * np.exp(1.1 * frail + 0.3 * tumor)
    own = rate * np.exp(-effect * (wanted == received))
    event = LANDMARK + 1 + chance.exponential(1 / own).astype(np.int64)
    left = chance.integers(600, 1500, size)
    within = HORIZON - LANDMARK - 1
    return Invented(
        cohort=Cohort(
            strategies=STRATEGIES,
            participants=tuple(range(size)),
            sites=tuple((np.arange(size) % 3).tolist()),
            recommended=wanted,
            received=received,
            times=SurvivalTimes.of(np.minimum(event, left), event <= left),
            columns={"frail": frail, "tumor": tumor, "age": age},
        ),
        followed=np.exp(-within * rate * np.exp(-effect)),
        otherwise=np.exp(-within * rate),
        chance=odds[np.arange(size), wanted],
    )


def shares(leaning: Floats) -> Floats:
    odds = np.exp(leaning)
    found: Floats = odds / odds.sum(axis=1, keepdims=True)
    return found


def drawn(odds: Floats, chance: np.random.Generator) -> np.ndarray:
    return (odds.cumsum(axis=1) > chance.random(len(odds))[:, None]).argmax(axis=1)


# --- what the estimators say of it ---------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Of everybody such trials are drawn from: what following gains at the horizon, of all and of
    those for whom both was plausible; the share free when all follow, and when none does."""

    gain: float
    gain_of_plausible: float
    followed: float
    otherwise: float


def truth(*, effect: float, size: int = 200_000) -> Truth:
    one = invented(size, effect=effect, seed=0)
    gain = one.followed - one.otherwise
    return Truth(
        gain=float(gain.mean()),
        gain_of_plausible=float(np.average(gain, weights=one.chance * (1 - one.chance))),
        followed=float(one.followed.mean()),
        otherwise=float(one.otherwise.mean()),
    )


def verdicts(one: Invented, true: Truth) -> Iterator[tuple[str, Verdict | None]]:
    """None where an estimator has no answer."""
    cohort = one.cohort
    sides = {"yes": cohort.times.where(cohort.agreed), "no": cohort.times.where(~cohort.agreed)}
    test = log_rank(sides)
    yield (
        NAIVE,
        None
        if isinstance(test, NotEstimable)
        else Verdict(rejects=test.p < 0.05, covers=None, estimate=test.chi_square),
    )
    crude = difference_at(kaplan_meier(sides["yes"]), kaplan_meier(sides["no"]), day=HORIZON)
    yield (
        NAIVE_CURVES,
        judged(crude if isinstance(crude, NotEstimable) else crude.wald, true.gain),
    )
    within = pooled(within_each(cohort, day=HORIZON)).difference
    yield WITHIN, judged(within, true.gain)
    found = adjusted(cohort)
    if isinstance(found, NotEstimable):
        yield from ((name, None) for name in (OVERLAP, INVERSE, HAZARDS, VALUE))
        return
    yield from weighted_verdicts(found, true)
    worth = value_of(cohort, found.chances, day=HORIZON)
    value = worth if isinstance(worth, NotEstimable) else worth.worth.value
    yield VALUE, judged(value, true.followed, against=true.otherwise)


def weighted_verdicts(found: Adjusted, true: Truth) -> Iterator[tuple[str, Verdict | None]]:
    truths = {OVERLAP: true.gain_of_plausible, INVERSE: true.gain}
    for name, scheme in ((OVERLAP, Scheme.OVERLAP), (INVERSE, Scheme.IPTW)):
        contrast = found.by(scheme).at(HORIZON)
        yield (
            name,
            judged(contrast if isinstance(contrast, NotEstimable) else contrast.wald, truths[name]),
        )
    term = found.by(Scheme.OVERLAP).hazard_ratio
    yield (
        HAZARDS,
        None
        if isinstance(term, NotEstimable)
        else Verdict(rejects=term.p < 0.05, covers=None, estimate=term.hazard_ratio),
    )


def judged(found: Estimate | NotEstimable, truth: float, *, against: float = 0.0) -> Verdict | None:
    if isinstance(found, NotEstimable):
        return None
    return Verdict(
        rejects=not found.lower <= against <= found.upper,
        covers=found.lower <= truth <= found.upper,
        estimate=found.value,
    )


# --- many of them --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Of one estimator, over all runs that had an answer."""

    runs: int
    rejected: int
    covered: int
    mean: float

    @property
    def rejection(self) -> float:
        return self.rejected / self.runs if self.runs else float("nan")

    @property
    def coverage(self) -> float:
        return self.covered / self.runs if self.runs else float("nan")


def simulate(
    *, runs: int, size: int = 1000, effect: float = 0.0, seed: int = 1
) -> Mapping[str, Tally]:
    answered: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    total: Counter[str] = Counter()
    true = truth(effect=effect)
    for run in range(runs):
        one = invented(size, effect=effect, seed=seed * 1_000_000 + run)
        for name, verdict in verdicts(one, true):
            answered[name] += verdict is not None
            if verdict is not None:
                rejected[name] += verdict.rejects
                covered[name] += bool(verdict.covers)
                total[name] += verdict.estimate  # type: ignore[assignment]
    return {
        name: Tally(
            runs=answered[name],
            rejected=rejected[name],
            covered=covered[name],
            mean=total[name] / max(answered[name], 1),
        )
        for name in answered
    }


def band(runs: int, share: float = 0.05) -> tuple[float, float]:
    """Where 99 of 100 simulations of so many runs would find a true share."""
    reach = 2.575829 * (share * (1 - share) / runs) ** 0.5
    return share - reach, share + reach
