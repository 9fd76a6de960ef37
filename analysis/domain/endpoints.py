"""From a participant's facts to one time with its reason, exactly as the protocol says.

Time runs in whole days from the origin to the first event; without one, to the last assessment
that could have shown it. What is dated after the data cut is not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, floor

from analysis.domain.durations import days_between, months_in_days
from analysis.domain.history import NOTHING_EARLIER, Dated, Earlier, History
from analysis.domain.imputation import Imputation, Imputed
from trials.domain.protocol.endpoints import Alternative, TimeToEvent
from trials.domain.values import Facts, Source


class Outcome(StrEnum):
    EVENT = "event"
    COMPETING = "competing"
    CENSORED = "censored"
    NOT_EVALUABLE = "not_evaluable"
    DATA_ERROR = "data_error"


# Why observation ended without an event, where it was not the last assessment.
DATA_CUT = "data_cut"
HORIZON = "horizon"
NEVER_ASSESSED = "never_assessed"
# Why there is no time.
NO_ORIGIN = "no_origin"
BEFORE_ORIGIN = "before_origin"
DATE_TOO_VAGUE = "date_too_vague"
UNDATED = "undated"


@dataclass(frozen=True, kw_only=True)
class EndpointSpec:
    """What deriving needs of a protocol's endpoint; names are those of facts."""

    id: str
    origin: str
    events: tuple[str, ...]
    censor_at: str
    competing: tuple[str, ...] = ()
    horizon_months: float | None = None
    horizon_from: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[str, ...]:
        return (*self.events, *self.competing)


@dataclass(frozen=True, kw_only=True)
class Derived:
    """One participant's time: `why` names the event, or the reason for censoring or for no time."""

    participant: int
    outcome: Outcome
    why: str
    days: int | None = None
    origin_date: date | None = None
    end_date: date | None = None
    sources: tuple[Source, ...] = ()
    imputed: tuple[Imputed, ...] = ()

    @property
    def observed(self) -> bool:
        return self.outcome is Outcome.EVENT

    @property
    def is_evaluable(self) -> bool:
        return self.days is not None

    @property
    def censor_reason(self) -> str | None:
        return self.why if self.outcome is Outcome.CENSORED else None


@dataclass(frozen=True, kw_only=True)
class End:
    """Where observation ends; no day where the data contradict themselves."""

    outcome: Outcome
    why: str
    day: date | None = None
    fact: Dated | None = None


def spec_of(endpoint: TimeToEvent, alternative: Alternative | None = None) -> EndpointSpec:
    """Take the endpoint of a protocol, or one of its sensitivities: what that leaves out stays."""
    spec = EndpointSpec(
        id=endpoint.id,
        origin=endpoint.origin,
        events=endpoint.events,
        competing=endpoint.competing,
        censor_at=endpoint.censor_at,
        horizon_months=endpoint.horizon_months,
        horizon_from=endpoint.horizon_from,
    )
    if alternative is None:
        return spec
    names = ("origin", "events", "competing", "censor_at", "horizon_months")
    given = {name: getattr(alternative, name) for name in names}
    changed = {name: value for name, value in given.items() if value is not None}
    return replace(spec, id=f"{endpoint.id}.{alternative.id}", **changed)


def derive(
    spec: EndpointSpec,
    *,
    participant: int,
    facts: Facts,
    cut: date,
    earlier: Earlier = NOTHING_EARLIER,
    dates: Imputation = Imputation.MIDDLE,
) -> Derived:
    history = History(facts=facts, earlier=earlier, cut=cut, dates=dates)
    origin = history.origin(spec.origin, ends=spec.ends)
    if origin is None:
        return Derived(participant=participant, outcome=Outcome.NOT_EVALUABLE, why=NO_ORIGIN)
    end = within_horizon(end_of(spec, history, origin), spec, history, origin)
    used = [fact for fact in (origin, end.fact) if fact is not None]
    return Derived(
        participant=participant,
        outcome=end.outcome,
        why=end.why,
        days=None if end.day is None else days_between(origin.day, end.day),
        origin_date=origin.day,
        end_date=end.day,
        sources=tuple(fact.source for fact in used if fact.source),
        imputed=tuple(fact.imputed for fact in used if fact.imputed),
    )


def end_of(spec: EndpointSpec, history: History, origin: Dated) -> End:
    """The first event, else the first competing event, else the last assessment."""
    ends = history.ends(spec.ends, origin=origin.day, clear_at=spec.censor_at)
    problem = to_be_asked(spec, history, origin, ends)
    if problem:
        return problem
    if not ends:
        return censoring(spec, history, origin)
    # On one day the protocol's order decides, events before competing events: a recurrence found
    # on the day of death is a recurrence.
    first = min(ends, key=lambda end: end.day)
    outcome = Outcome.EVENT if first.name in spec.events else Outcome.COMPETING
    return End(outcome=outcome, why=first.name, day=first.day, fact=first)


def to_be_asked(
    spec: EndpointSpec, history: History, origin: Dated, ends: Sequence[Dated]
) -> End | None:
    """Find what the site must mend before this participant can be counted."""
    early = next((end for end in ends if end.day < origin.day), None)
    if early:
        return End(outcome=Outcome.DATA_ERROR, why=BEFORE_ORIGIN, fact=early)
    if any(history.is_undated(name) for name in spec.ends):
        return End(outcome=Outcome.DATA_ERROR, why=UNDATED)
    vague = [history.recorded(name) for name in spec.ends if history.is_too_vague(name)]
    # A recurrence before the year of death settles it, whatever the day of death.
    if any(not any(end.day < date.earliest() for end in ends) for date in vague if date):
        return End(outcome=Outcome.DATA_ERROR, why=DATE_TOO_VAGUE)
    return None


def censoring(spec: EndpointSpec, history: History, origin: Dated) -> End:
    last = history.last_assessment(spec.censor_at, origin=origin.day)
    if last is None or last.day <= origin.day:
        # Nothing after the origin could have shown the event: in the count, never at risk.
        return End(outcome=Outcome.CENSORED, why=NEVER_ASSESSED, day=origin.day, fact=last)
    if last.day > history.cut:
        return End(outcome=Outcome.CENSORED, why=DATA_CUT, day=history.cut, fact=last)
    return End(outcome=Outcome.CENSORED, why=last.name, day=last.day, fact=last)


def within_horizon(end: End, spec: EndpointSpec, history: History, origin: Dated) -> End:
    """Cut follow-up off at the horizon. Two years are 730.5 days: an event of day 730 counts and
    one of day 731 does not, while whoever reaches day 731 was still at risk at two years."""
    if spec.horizon_months is None or end.day is None:
        return end
    starts = (history.recorded(name) for name in spec.horizon_from)
    start = next((found.full for found in starts if found and found.full), origin.day)
    length = months_in_days(spec.horizon_months)
    if end.day <= start + timedelta(days=floor(length)):
        return end
    final = start + timedelta(days=ceil(length))
    return End(outcome=Outcome.CENSORED, why=HORIZON, day=final, fact=end.fact)
