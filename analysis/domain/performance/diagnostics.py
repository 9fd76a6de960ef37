"""A score cut at a threshold: who is called, and how often that is right.

Shares with exact limits (Clopper and Pearson), likelihood ratios, Youden's index and kappa.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.domain.estimates import Limits, NotEstimable, Reason
from analysis.domain.proportions import clopper_pearson
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class ExactShare:
    yes: int
    of: int
    limits: Limits

    @property
    def value(self) -> float:
        return self.yes / self.of


@dataclass(frozen=True, kw_only=True)
class Diagnostics:
    """Counts of the fourfold table, and a share wherever somebody stands in its denominator."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    sensitivity: ExactShare | NotEstimable
    specificity: ExactShare | NotEstimable
    positive_predictive_value: ExactShare | NotEstimable
    negative_predictive_value: ExactShare | NotEstimable
    accuracy: ExactShare | NotEstimable
    positive_likelihood_ratio: float | NotEstimable
    negative_likelihood_ratio: float | NotEstimable
    youden: float | NotEstimable
    kappa: float | NotEstimable


def diagnostics(outcome: ArrayLike, called: ArrayLike, *, confidence: float = 0.95) -> Diagnostics:
    """Compare those called (score at or above the threshold) with those who have the outcome."""
    truth, said = np.asarray(outcome, dtype=np.bool_), np.asarray(called, dtype=np.bool_)
    tp, fp = int((truth & said).sum()), int((~truth & said).sum())
    fn, tn = int((truth & ~said).sum()), int((~truth & ~said).sum())

    def share(yes: int, of: int) -> ExactShare | NotEstimable:
        limits = clopper_pearson(yes, of, confidence=confidence)
        return (
            limits
            if isinstance(limits, NotEstimable)
            else ExactShare(yes=yes, of=of, limits=limits)
        )

    both = bool(tp + fn and fp + tn)
    return Diagnostics(
        true_positives=tp,
        false_positives=fp,
        false_negatives=fn,
        true_negatives=tn,
        sensitivity=share(tp, tp + fn),
        specificity=share(tn, tn + fp),
        positive_predictive_value=share(tp, tp + fp),
        negative_predictive_value=share(tn, tn + fn),
        accuracy=share(tp + tn, len(truth)),
        positive_likelihood_ratio=ratio(tp, tp + fn, fp, fp + tn),
        negative_likelihood_ratio=ratio(fn, tp + fn, tn, fp + tn),
        youden=tp / (tp + fn) + tn / (fp + tn) - 1 if both else ONE_OUTCOME,
        kappa=kappa(tp, fp, fn, tn),
    )


ONE_OUTCOME = NotEstimable(Reason.ONE_GROUP, _("Everybody here has the same outcome."))


def ratio(yes: int, of: int, other: int, of_other: int) -> float | NotEstimable:
    if not of or not of_other:
        return ONE_OUTCOME
    if not other:
        return NotEstimable(
            Reason.NO_EVENTS, _("Nobody without the outcome was judged so: no ratio.")
        )
    return yes / of / (other / of_other)


def kappa(tp: int, fp: int, fn: int, tn: int) -> float | NotEstimable:
    """Agreement beyond what the two margins alone would give (Cohen, 1960)."""
    total = tp + fp + fn + tn
    by_chance = (tp + fp) * (tp + fn) + (fn + tn) * (fp + tn)
    if by_chance == total**2:
        return ONE_OUTCOME
    return ((tp + tn) * total - by_chance) / (total**2 - by_chance)
