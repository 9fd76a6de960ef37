"""What a method answers when there is no number to give."""

from dataclasses import dataclass
from enum import StrEnum
from math import copysign, erfc, exp, inf, sqrt
from statistics import NormalDist
from typing import Self

from trials.domain.messages import Message


class Reason(StrEnum):
    NO_PARTICIPANTS = "no_participants"
    NO_EVENTS = "no_events"
    TOO_FEW_EVENTS = "too_few_events"
    GROUP_WITHOUT_EVENTS = "group_without_events"
    ONE_GROUP = "one_group"
    NOT_REACHED = "not_reached"
    ALL_EVENT_FREE = "all_event_free"
    NONE_EVENT_FREE = "none_event_free"
    SEPARATION = "separation"
    COLLINEAR = "collinear"
    NO_VARIANCE = "no_variance"
    NOT_CONVERGED = "not_converged"


class Meaningless(ValueError):
    """A question that no data could answer, such as two looks at the same information."""


@dataclass(frozen=True)
class NotEstimable:
    """Stands where a number would stand; `detail` says to the reader why there is none."""

    reason: Reason
    detail: Message

    def __str__(self) -> str:
        return str(self.detail)


@dataclass(frozen=True, kw_only=True)
class Limits:
    lower: float
    upper: float
    confidence: float = 0.95


def normal_quantile(confidence: float) -> float:
    """Give the z that leaves (1 - confidence) / 2 in each tail: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A number with its standard error and the limits symmetric about it (Wald)."""

    value: float
    se: float
    lower: float
    upper: float
    confidence: float = 0.95

    @classmethod
    def wald(cls, value: float, se: float, confidence: float = 0.95) -> Self:
        reach = normal_quantile(confidence) * se
        return cls(
            value=value, se=se, lower=value - reach, upper=value + reach, confidence=confidence
        )

    @property
    def z(self) -> float:
        """Infinite where a difference is certain, 0 where two things are the same."""
        if not self.se:
            return copysign(inf, self.value) if self.value else 0.0
        return self.value / self.se

    @property
    def p(self) -> float:
        """Two-sided, against 0."""
        return erfc(abs(self.z) / sqrt(2))


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A ratio whose limits are symmetric on the log scale."""

    value: float
    log_se: float
    lower: float
    upper: float
    confidence: float = 0.95

    @classmethod
    def of_log(cls, log: float, se: float, confidence: float = 0.95) -> Self:
        reach = normal_quantile(confidence) * se
        return cls(
            value=exp(log),
            log_se=se,
            lower=exp(log - reach),
            upper=exp(log + reach),
            confidence=confidence,
        )
