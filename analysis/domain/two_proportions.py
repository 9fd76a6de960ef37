"""Two shares compared: Newcombe's interval, Fisher's exact test, the chi-square test."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, hypot, inf, sqrt

import numpy as np

from analysis.domain.estimates import Limits, NotEstimable, Reason, normal_quantile
from analysis.domain.survival.distributions import chi_square_tail
from analysis.domain.survival.times import Floats
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class Counted:
    yes: int
    of: int

    @property
    def value(self) -> float:
        return self.yes / self.of


@dataclass(frozen=True, kw_only=True)
class OddsRatio:
    """Conditional maximum likelihood with exact limits; infinite where a cell is empty."""

    value: float
    limits: Limits


@dataclass(frozen=True, kw_only=True)
class TwoProportions:
    """First less second. The odds ratio has no answer where both margins leave one table only."""

    first: Counted
    second: Counted
    difference: float
    limits: Limits
    fisher_p: float
    odds_ratio: OddsRatio | NotEstimable
    chi_square: float | NotEstimable
    chi_square_p: float | NotEstimable
    chi_square_yates: float | NotEstimable


def two_proportions(
    first: Counted, second: Counted, *, confidence: float = 0.95
) -> TwoProportions | NotEstimable:
    if not first.of or not second.of:
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this group."))
    table = Margins.of(first, second)
    plain = chi_square(first, second, correction=0)
    return TwoProportions(
        first=first,
        second=second,
        difference=first.value - second.value,
        limits=newcombe(first, second, confidence),
        fisher_p=table.two_sided(),
        odds_ratio=odds_ratio(table, confidence),
        chi_square=plain,
        chi_square_p=plain if isinstance(plain, NotEstimable) else chi_square_tail(plain, 1),
        chi_square_yates=chi_square(first, second, correction=0.5),
    )


def newcombe(first: Counted, second: Counted, confidence: float) -> Limits:
    """Square and add the distances to each share's own Wilson limits (Newcombe, Stat Med 1998;
    17: 873, method 10)."""
    apart = first.value - second.value
    one, other = wilson(first, confidence), wilson(second, confidence)
    return Limits(
        lower=apart - hypot(first.value - one.lower, other.upper - second.value),
        upper=apart + hypot(one.upper - first.value, second.value - other.lower),
        confidence=confidence,
    )


def wilson(share: Counted, confidence: float) -> Limits:
    z2 = normal_quantile(confidence) ** 2
    middle = share.yes + z2 / 2
    reach = sqrt(z2) * sqrt(share.value * (1 - share.value) * share.of + z2 / 4)
    return Limits(
        lower=(middle - reach) / (share.of + z2),
        upper=(middle + reach) / (share.of + z2),
        confidence=confidence,
    )


def chi_square(first: Counted, second: Counted, *, correction: float) -> float | NotEstimable:
    a, b, c, d = first.yes, first.of - first.yes, second.yes, second.of - second.yes
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if not margins:
        return NO_SPREAD
    total = a + b + c + d
    apart = max(abs(a * d - b * c) / total - correction, 0) * total
    return total * apart**2 / margins


NO_SPREAD = NotEstimable(Reason.NO_VARIANCE, _("Everybody here has the same outcome."))


@dataclass(frozen=True, kw_only=True, eq=False)
class Margins:
    """All tables with the margins of the one seen; `log_chance` under equal odds."""

    seen: int
    counts: Floats
    log_chance: Floats

    @classmethod
    def of(cls, first: Counted, second: Counted) -> "Margins":
        from scipy.special import gammaln

        yes = first.yes + second.yes
        counts = np.arange(max(0, yes - second.of), min(first.of, yes) + 1)
        ways = sum(
            -gammaln(part + 1)
            for part in (counts, first.of - counts, yes - counts, second.of - yes + counts)
        )
        return cls(seen=first.yes, counts=counts.astype(np.float64), log_chance=ways)

    def chances(self, log_odds: float) -> Floats:
        weights = self.log_chance + self.counts * log_odds
        weights = np.exp(weights - weights.max())
        found: Floats = weights / weights.sum()
        return found

    def mean(self, log_odds: float) -> float:
        return float(self.chances(log_odds) @ self.counts)

    def upper_tail(self, log_odds: float) -> float:
        return float(self.chances(log_odds)[self.counts >= self.seen].sum())

    def lower_tail(self, log_odds: float) -> float:
        return float(self.chances(log_odds)[self.counts <= self.seen].sum())

    def two_sided(self) -> float:
        """Add up all tables no likelier than the one seen, as R does, to rounding."""
        chances = self.chances(0.0)
        here = chances[self.counts == self.seen][0]
        return min(float(chances[chances <= here * (1 + 1e-7)].sum()), 1.0)


def odds_ratio(table: Margins, confidence: float) -> OddsRatio | NotEstimable:
    if len(table.counts) < 2:
        return NO_SPREAD
    tail = (1 - confidence) / 2
    lowest, highest = table.seen == table.counts[0], table.seen == table.counts[-1]
    value = 0.0 if lowest else inf if highest else crossing(table.mean, table.seen)
    return OddsRatio(
        value=value,
        limits=Limits(
            lower=0.0 if lowest else crossing(table.upper_tail, tail),
            upper=inf if highest else crossing(table.lower_tail, tail),
            confidence=confidence,
        ),
    )


def crossing(rising_or_falling: Callable[[float], float], level: float) -> float:
    """The odds ratio at which the function of its logarithm reaches the level."""
    from scipy.optimize import brentq

    return exp(brentq(lambda log: rising_or_falling(log) - level, -50, 50, xtol=1e-13))
