"""A participation day by day: what happens to the person, and the visits that the schedule asks for
as soon as what is recorded places them."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from casebook.models import Visit as VisitRecord
from config.simulation.chance import Chance
from config.simulation.chart import Chart
from config.simulation.fates import LAST_DAYS, LONGEST_OVERDUE, Fate, Today, is_follow_up
from config.simulation.filling import Given
from trials.domain.protocol.schedule import Visit
from trials.domain.visit_plan import PlannedVisit, plan
from trials.domain.windows import VisitWindow

MISSED, LATE = 0.04, 0.05
WHY_MISSED = (
    "Traveling for work",
    "Could not be reached in the window",
    "In another hospital",
    "Family emergency",
    "No transport",
)
Do = Callable[[date], None]
Attended = Callable[[Visit, date], None]


@dataclass(order=True)
class Happening:
    day: date
    order: int
    do: Do = field(compare=False)
    after_end: bool = field(default=False, compare=False)


@dataclass
class Diary:
    """`delays`: days after which visits take place that wait for a report; `at_visit`: what the
    story answers at one visit only; `attended` and `missed` are told of each visit."""

    chart: Chart
    fate: Fate
    today: Today = Today.NOTHING
    delays: dict[str, tuple[int, int]] = field(default_factory=dict)
    at_visit: dict[str, dict[str, Given]] = field(default_factory=dict)
    attended: list[Attended] = field(default_factory=list)
    missed: list[Attended] = field(default_factory=list)
    seen: dict[str, date | None] = field(default_factory=dict)
    now: date = date.min
    left_open: bool = False
    _coming: list[Happening] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def expect(self, day: date, do: Do, *, after_end: bool = False) -> None:
        """`after_end`: what is entered of somebody who comes no more."""
        happening = Happening(day, next(self._order), do, after_end)
        heapq.heappush(self._coming, happening)

    def live(self) -> None:
        """Until yesterday: today is left to whoever looks at the demonstration."""
        while (following := self.following()) is not None:
            day, do = following
            self.now = max(self.now, day)
            do(self.now)

    def following(self) -> tuple[date, Do] | None:
        visit = self.next_visit()
        happening = self.next_happening()
        if happening and (visit is None or happening.day <= visit[0]):
            heapq.heappop(self._coming)
            return happening.day, happening.do
        return visit

    def next_happening(self) -> Happening | None:
        while self._coming and not self.may_happen(self._coming[0]):
            heapq.heappop(self._coming)
        return self._coming[0] if self._coming else None

    def may_happen(self, one: Happening) -> bool:
        if one.after_end:
            return one.day < self.chart.scene.today
        return self.is_alive_on(one.day)

    def next_visit(self) -> tuple[date, Do] | None:
        open_ones = [
            (max(day, self.now), order, one)
            for order, one in enumerate(self.planned())
            if one.window and one.visit.visit not in self.seen
            for day in [self.day_of(one.visit, one.window)]
            if day is not None and self.is_alive_on(max(day, self.now))
        ]
        if not open_ones:
            return None
        day, _, one = min(open_ones, key=lambda found: found[:2])
        return day, lambda day: self.keep(one, day)

    def is_alive_on(self, day: date) -> bool:
        ended = self.fate.ended
        return day < self.chart.scene.today and (ended is None or day < ended)

    def planned(self) -> list[PlannedVisit]:
        return plan(
            protocol=self.chart.scene.protocol,
            facts=self.chart.facts(),
            recorded=self.seen,
            today=self.chart.scene.today,
        )

    def day_of(self, visit: Visit, window: VisitWindow) -> date | None:
        """The day this person comes, the same whenever asked; None for one left to today."""
        today, chance = self.chart.scene.today, self.chance_of(visit)
        if self.is_left(visit, window):
            return None
        if visit.visit in self.delays:
            return window.due + timedelta(days=chance.whole(*self.delays[visit.visit]))
        if self.misses(visit, window):
            return window.closes + timedelta(days=chance.whole(1, 6))
        if chance.happens(LATE) and self.today is Today.NOTHING and window.closes < today:
            return window.closes + timedelta(days=chance.whole(1, 9))
        width = (window.closes - window.opens).days
        day = window.due + timedelta(days=round(chance.normal(0, width / 6)))
        return min(max(day, window.opens), window.closes)

    def is_left(self, visit: Visit, window: VisitWindow) -> bool:
        """What the nurse finds on the worklist this morning was not done before."""
        if not is_follow_up(visit):
            return False
        today = self.chart.scene.today
        over = (today - window.closes).days
        return (
            (self.today is Today.OVERDUE and 0 < over <= LONGEST_OVERDUE)
            or (self.today is Today.CLOSING and -LAST_DAYS <= over <= 0)
            or (self.today is Today.DUE and window.due == today)
        )

    def misses(self, visit: Visit, window: VisitWindow) -> bool:
        ordinary = self.today is Today.NOTHING and is_follow_up(visit)
        past = window.closes + timedelta(days=7) < self.chart.scene.today
        return ordinary and past and self.chance_of(visit).apart("missed").happens(MISSED)

    def chance_of(self, visit: Visit) -> Chance:
        return self.chart.chance.apart(visit.visit)

    def keep(self, planned: PlannedVisit, day: date) -> None:
        visit, window = planned.visit, planned.window
        assert window is not None
        if self.misses(visit, window):
            self.seen[visit.visit] = None
            self.chart.miss(visit.visit, day, self.chance_of(visit).one_of(WHY_MISSED))
            for tell in self.missed:
                tell(visit, day)
            return
        self.seen[visit.visit] = day
        self.chart.attend(visit.visit, day, mode=self.mode_of(visit))
        for form_id in visit.forms:
            self.fill(form_id, visit, day)
        for tell in list(self.attended):
            tell(visit, day)

    def mode_of(self, visit: Visit) -> str:
        by_telephone = not visit.imaging and self.chance_of(visit).happens(0.1)
        return str(VisitRecord.Mode.TELEPHONE if by_telephone else VisitRecord.Mode.CLINIC)

    def fill(self, form_id: str, visit: Visit, day: date) -> None:
        if not self.chart.is_asked(form_id):
            return
        recent = day + timedelta(days=12) > self.chart.scene.today
        leave = self.today is Today.UNFINISHED and recent and not self.left_open
        self.left_open = self.left_open or leave
        given = self.at_visit.get(visit.visit, {})
        self.chart.fill(form_id, day, visit=visit.visit, complete=not leave, given=given)
