"""The Kaplan-Meier curve: estimate, Greenwood error, band, and what is read from it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.domain.estimates import Limits, NotEstimable, Reason, normal_quantile
from analysis.domain.survival.quantiles import Quantile, quantile_of
from analysis.domain.survival.times import Days, Floats, SurvivalTimes, day_table
from trials.domain.messages import message as _


class Band(StrEnum):
    """The scale on which the confidence limits are symmetric; log-log keeps them in 0 to 1."""

    LOG_LOG = "log_log"
    LOG = "log"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True)
class SurvivalAt:
    """The curve read on one day, the last step before it carried forward."""

    day: float
    surv: float
    se: float | NotEstimable
    limits: Limits | NotEstimable
    at_risk: float
    events: float
    exact_lower: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Curve:
    """One row per day on which somebody left. `lower`, `upper` and `se` hold NaN where the method
    has no answer: before the first event, and once nobody is left event-free."""

    days: Days
    at_risk: Floats
    events: Floats
    censored: Floats
    surv: Floats
    se: Floats
    lower: Floats
    upper: Floats
    participants: int
    confidence: float
    band: Band

    def at(self, day: float) -> SurvivalAt | NotEstimable:
        if day > self.days[-1] and self.surv[-1] > 0:
            return NotEstimable(
                Reason.NOT_REACHED,
                _("Nobody was still followed at day {day}.", day=f"{day:g}"),
            )
        row = int(np.searchsorted(self.days, day, side="right")) - 1
        surv = float(self.surv[row]) if row >= 0 else 1.0
        at_risk = self.at_risk_on(day)
        return SurvivalAt(
            day=day,
            surv=surv,
            se=NO_ERROR if surv == 0 else (float(self.se[row]) if row >= 0 else 0.0),
            limits=self._limits(row, surv),
            at_risk=at_risk,
            events=float(self.events[: row + 1].sum()),
            exact_lower=self._exact_lower(at_risk) if surv == 1 else None,
        )

    def at_risk_on(self, day: float) -> float:
        """Count those still under observation just before the day."""
        row = int(np.searchsorted(self.days, day, side="left"))
        return float(self.at_risk[row]) if row < len(self.days) else 0.0

    def quantile(self, share: float) -> Quantile:
        """Find the day by which the share had the event; its limits are where the band crosses."""
        return Quantile(
            share=share,
            days=quantile_of(self.days, 1 - self.surv, share),
            lower=quantile_of(self.days, 1 - self.lower, share),
            upper=quantile_of(self.days, 1 - self.upper, share),
            confidence=self.confidence,
        )

    def median(self) -> Quantile:
        return self.quantile(0.5)

    def _limits(self, row: int, surv: float) -> Limits | NotEstimable:
        if surv == 1:
            return ALL_FREE
        if surv == 0:
            return NONE_FREE
        return Limits(
            lower=float(self.lower[row]),
            upper=float(self.upper[row]),
            confidence=self.confidence,
        )

    def _exact_lower(self, at_risk: float) -> float | None:
        """The exact binomial limit of 0 events among those still at risk, shown beside 100 %."""
        tail = (1 - self.confidence) / 2
        return float(tail ** (1 / at_risk)) if at_risk else None


ALL_FREE = NotEstimable(
    Reason.ALL_EVENT_FREE, _("Nobody has had the event yet, so the curve has no limits.")
)
NONE_FREE = NotEstimable(
    Reason.NONE_EVENT_FREE, _("Nobody is left event-free, so the curve has no limits.")
)
NO_ERROR = NotEstimable(
    Reason.NONE_EVENT_FREE, _("Nobody is left event-free, so there is no standard error.")
)


def kaplan_meier(
    times: SurvivalTimes, *, band: Band = Band.LOG_LOG, confidence: float = 0.95
) -> Curve | NotEstimable:
    if times.is_empty:
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this group."))
    table = day_table(times)
    surv: Floats = np.cumprod(1 - table.events / table.at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = table.at_risk - table.events
        se: Floats = surv * np.sqrt(np.cumsum(table.events / (table.at_risk * left)))
    lower, upper = limits_of(surv, se, band=band, z=normal_quantile(confidence))
    return Curve(
        days=table.days,
        at_risk=table.at_risk,
        events=table.events,
        censored=table.censored,
        surv=surv,
        se=se,
        lower=lower,
        upper=upper,
        participants=len(times),
        confidence=confidence,
        band=band,
    )


def reverse_kaplan_meier(
    times: SurvivalTimes, *, band: Band = Band.LOG_LOG, confidence: float = 0.95
) -> Curve | NotEstimable:
    """Estimate how long participants were followed, an event being what cut follow-up short."""
    return kaplan_meier(times.reversed(), band=band, confidence=confidence)


def limits_of(surv: Floats, se: Floats, *, band: Band, z: float) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        if band is Band.PLAIN:
            lower, upper = surv - z * se, surv + z * se
        elif band is Band.LOG:
            ratio = np.exp(z * se / surv)
            lower, upper = surv / ratio, surv * ratio
        else:
            log_surv = np.log(surv)
            shift = np.exp(z * se / (surv * np.abs(log_surv)))
            lower, upper = np.exp(log_surv * shift), np.exp(log_surv / shift)
    answered = (surv > 0) & (surv < 1)
    return (
        np.where(answered, np.clip(lower, 0, 1), np.nan),
        np.where(answered, np.clip(upper, 0, 1), np.nan),
    )
