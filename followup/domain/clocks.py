"""By when a serious event has to be told, to whom, and by which rule.

The site tells the sponsor within hours of knowing. What the sponsor tells the authority runs in
calendar days of the site: the day the sponsor came to know is day 0, and a term of 7 days ends
with the last moment of day 7. Whatever nobody has judged yet counts against waiting: an event is
expedited unless it is expected, or both sides exclude that treatment caused it (ICH E2A; the
Chinese rules for expedited reports). What was excluded and is judged otherwise later counts from
the day that was learned; so does, for the site, an event that became serious later.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from followup.domain.seriousness import REPORT_WITHIN, Criterion, hours_later
from trials.domain.messages import gettext_noop

FATAL_DAYS, FATAL_FOLLOW_UP_DAYS, OTHER_DAYS, NEWS_DAYS = 7, 8, 15, 15
URGENT = {Criterion.DEATH, Criterion.LIFE_THREATENING}


class Rule(StrEnum):
    SITE = "site"
    FATAL = "fatal"
    FATAL_FOLLOW_UP = "fatal_follow_up"
    OTHER = "other"
    NEWS = "news"


RULE_LABELS: Mapping[Rule, str] = {
    Rule.SITE: gettext_noop("Site to sponsor"),
    Rule.FATAL: gettext_noop("Fatal or life-threatening SUSAR: 7 days"),
    Rule.FATAL_FOLLOW_UP: gettext_noop("Complete report of it: 8 days more"),
    Rule.OTHER: gettext_noop("Other SUSAR: 15 days"),
    Rule.NEWS: gettext_noop("New information: 15 days"),
}


class State(StrEnum):
    MET = "met"
    LATE = "late"
    RUNNING = "running"
    OVERDUE = "overdue"


STATE_LABELS: Mapping[State, str] = {
    State.MET: gettext_noop("Told in time"),
    State.LATE: gettext_noop("Told late"),
    State.RUNNING: gettext_noop("Time is running"),
    State.OVERDUE: gettext_noop("Overdue"),
}


class Assumed(StrEnum):
    """What nobody has judged, and is taken to be the case that must be told."""

    UNEXPECTED = "unexpected"
    RELATED = "related"


ASSUMED_LABELS: Mapping[Assumed, str] = {
    Assumed.UNEXPECTED: gettext_noop("Nobody has judged whether it was expected."),
    Assumed.RELATED: gettext_noop("Not both sides have excluded that treatment caused it."),
}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was held of an event. `related_by_*`: whether a side holds treatment possible as a
    cause; None where it has not said."""

    expected: bool | None = None
    related_by_investigator: bool | None = None
    related_by_sponsor: bool | None = None

    @property
    def is_reportable(self) -> bool:
        excluded = self.related_by_investigator is False and self.related_by_sponsor is False
        return self.expected is not True and not excluded

    @property
    def assumed(self) -> tuple[Assumed, ...]:
        if not self.is_reportable:
            return ()
        blamed = self.related_by_investigator or self.related_by_sponsor
        unjudged = ((Assumed.UNEXPECTED, self.expected is None), (Assumed.RELATED, not blamed))
        return tuple(what for what, is_so in unjudged if is_so)


@dataclass(frozen=True, kw_only=True)
class Held:
    """`until` another judgment was learned, this one stood."""

    until: datetime
    judged: Judged


@dataclass(frozen=True, kw_only=True)
class Case:
    """One serious event. `site_within`: what the protocol gives the site; zero means at once.
    `serious_aware_at`: when the site learned that it is serious, if only later; `judged`: what is
    held of it now, `before`: what was, the earliest first. `sent_at`: reports to the authority;
    `news_at`: when the sponsor learned something more; `urgent_aware_at`: when it learned of the
    death or threat, if only later."""

    criteria: frozenset[Criterion]
    zone: str
    site_aware_at: datetime
    serious_aware_at: datetime | None = None
    site_within: timedelta = REPORT_WITHIN
    site_told_at: datetime | None = None
    sponsor_aware_at: datetime | None = None
    urgent_aware_at: datetime | None = None
    judged: Judged = Judged()
    before: tuple[Held, ...] = ()
    sent_at: tuple[datetime, ...] = ()
    news_at: tuple[datetime, ...] = ()

    @property
    def is_expedited(self) -> bool:
        return bool(self.criteria) and self.judged.is_reportable

    @property
    def assumed(self) -> tuple[Assumed, ...]:
        return self.judged.assumed if self.criteria else ()

    @property
    def site_from(self) -> datetime:
        return self.serious_aware_at or self.site_aware_at

    @property
    def reportable_from(self) -> datetime | None:
        """Day 0: when the sponsor knew what makes the event one to be told."""
        aware = self.sponsor_aware_at
        return None if aware is None else learned_at(aware, self.before, self.judged)


def learned_at(aware: datetime, before: Sequence[Held], now: Judged) -> datetime | None:
    """Since when it was held to be one to be told. What was only assumed, and then excluded, began
    nothing; what was once judged so counts from then, whatever was held between."""
    since: datetime | None = None
    was_judged = False
    standing = [one for one in before if one.until > aware]
    begun = [aware, *(one.until for one in standing)]
    for judged, learned in zip([*(one.judged for one in standing), now], begun, strict=True):
        if judged.is_reportable:
            since = since or learned
            was_judged = was_judged or not judged.assumed
        elif not was_judged:
            since = None
    return since


@dataclass(frozen=True, kw_only=True)
class Clock:
    """`due_at` is the last moment in time, on the clock of the site."""

    rule: Rule
    started_at: datetime
    due_at: datetime
    done_at: datetime | None = None

    def state(self, at: datetime) -> State:
        if self.done_at is not None and self.done_at <= at:
            return State.LATE if self.done_at > self.due_at else State.MET
        return State.OVERDUE if at > self.due_at else State.RUNNING

    def left(self, at: datetime) -> timedelta:
        """Below zero once it is overdue; hours are counted as they pass, whatever clocks show."""
        return self.due_at.astimezone(UTC) - at.astimezone(UTC)


def clocks(case: Case) -> tuple[Clock, ...]:
    if not case.criteria:
        return ()
    return (site_clock(case), *expedited(case))


def site_clock(case: Case) -> Clock:
    due = hours_later(case.site_from, case.site_within, ZoneInfo(case.zone))
    told = case.site_told_at or case.sponsor_aware_at
    return Clock(rule=Rule.SITE, started_at=case.site_from, due_at=due, done_at=told)


def expedited(case: Case) -> Iterator[Clock]:
    """Nothing runs before the sponsor knows: then the site's own clock is what is overdue."""
    start = case.reportable_from
    if start is None or not case.is_expedited:
        return
    urgent = max(start, case.urgent_aware_at or start) if case.criteria & URGENT else None
    if urgent is None or urgent > start:
        yield counted(Rule.OTHER, start, OTHER_DAYS, case, report=0)
    if urgent is not None:
        yield counted(Rule.FATAL, urgent, FATAL_DAYS, case, report=0)
        days = FATAL_DAYS + FATAL_FOLLOW_UP_DAYS
        yield counted(Rule.FATAL_FOLLOW_UP, urgent, days, case, report=1)
    for news in sorted(one for one in case.news_at if one >= start):
        yield counted(Rule.NEWS, news, NEWS_DAYS, case, report=0)


def counted(rule: Rule, start: datetime, days: int, case: Case, *, report: int) -> Clock:
    """`report`: which of the reports sent since the start ends it, the first being 0."""
    sent = sorted(one for one in case.sent_at if one >= start)
    return Clock(
        rule=rule,
        started_at=start,
        due_at=end_of_day(start, days, ZoneInfo(case.zone)),
        done_at=sent[report] if len(sent) > report else None,
    )


def end_of_day(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The last moment of the day so many calendar days later; an hour that comes twice, twice."""
    day = start.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time.max, tzinfo=zone).replace(fold=1)


def next_due(running: Collection[Clock], at: datetime) -> Clock | None:
    """What has to be told next, the overdue first."""
    open_ones = [one for one in running if one.state(at) in (State.RUNNING, State.OVERDUE)]
    return min(open_ones, key=lambda one: one.due_at.astimezone(UTC), default=None)
