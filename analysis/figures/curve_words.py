"""What a survival figure says, in the language of its reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.domain.curve_tables import CurveSet, Group
from analysis.domain.durations import days_in_months, months_in_days
from analysis.domain.estimates import Limits, NotEstimable
from analysis.domain.survival.kaplan_meier import SurvivalAt
from analysis.domain.survival.quantiles import Quantile
from analysis.domain.tables import Label, Wording
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class CurveWords:
    curves: CurveSet
    wording: Wording
    with_median: bool

    def say(self, label: Label) -> str:
        return str(self.wording.of(label))

    @property
    def title(self) -> str:
        return self.say(self.curves.title)

    @property
    def across(self) -> str:
        return self.say(_("Months from: {origin}", origin=self.curves.since))

    @property
    def upwards(self) -> str:
        return self.say(_("{share}, %", share=self.curves.of))

    @property
    def at_risk(self) -> str:
        return self.say(_("Number at risk"))

    @property
    def labels(self) -> list[str]:
        return [self.say(group.label) for group in self.curves.groups]

    @property
    def read_at(self) -> Sequence[float]:
        """Only the last month, the horizon, fits a legend; the table beside has them all."""
        return self.curves.at_months[-1:]

    @property
    def head(self) -> list[str]:
        median = [_("Median, months (95 % CI)")] if self.with_median else []
        reads = [_("At {months} months (95 % CI)", months=f"{one:g}") for one in self.read_at]
        return [self.say(head) for head in [_("Events / N"), *median, *reads]]

    @property
    def body(self) -> list[list[str]]:
        return [self.row(group) for group in self.curves.groups]

    @property
    def notes(self) -> list[str]:
        read = _("Band: 95 % CI. Tick: censored. NR: not reached.")
        source = [] if self.curves.source is None else [self.curves.source]
        return [self.say(note) for note in [read, *source]]

    def row(self, group: Group) -> list[str]:
        curve = group.curve
        if isinstance(curve, NotEstimable):
            return [self.say(curve.detail)]
        events = f"{round(float(curve.events.sum()), 1):g} / {curve.participants}"
        median = [self.median(curve.median())] if self.with_median else []
        reads = [self.read(curve.at(months_in_days(one))) for one in self.read_at]
        return [events, *median, *reads]

    def median(self, found: Quantile) -> str:
        limits = f"{self.months(found.lower)}–{self.months(found.upper)}"
        return f"{self.months(found.days)} ({limits})"

    def months(self, days: float | None) -> str:
        return self.say(_("NR")) if days is None else f"{days_in_months(days):.1f}"

    def read(self, found: SurvivalAt | NotEstimable) -> str:
        if isinstance(found, NotEstimable):
            return self.say(_("Not reached"))
        share = f"{100 * found.surv:.1f} %"
        return (
            f"{share} ({in_percent(found.limits)})" if isinstance(found.limits, Limits) else share
        )

    def everything(self) -> Iterator[str]:
        yield from (self.title, self.across, self.upwards, self.at_risk)
        yield from (*self.labels, *self.head, *self.notes)
        for row in self.body:
            yield from row


def in_percent(limits: Limits) -> str:
    return f"{100 * limits.lower:.1f}–{100 * limits.upper:.1f}"
