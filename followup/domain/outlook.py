"""What waits for one participant, whatever the day: worked out when a record is written, and read
every day. A line names its day or days; what it is called the protocol says when it is read.

    Line(kind="visit", item="M03", days=("2026-04-07", "2026-04-21", "2026-05-05"))
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from casebook.domain.occasions import Occasion, find_form
from followup.domain.seriousness import ReportClock
from followup.domain.worklist import (
    About,
    Kind,
    Person,
    SeriousEvent,
    Task,
    Waiting,
    safety_tasks,
    visit_tasks,
    waiting_tasks,
)
from trials.domain.ctcae.terms import term
from trials.domain.protocol.forms import Form
from trials.domain.protocol.protocol import Protocol
from trials.domain.visit_plan import PlannedVisit
from trials.domain.windows import CLOSING_WITHIN, VisitWindow, state_of

# Overdue, due today or closing: the day decides which, if any.
VISIT = "visit"


class Line(NamedTuple):
    """`days` are the first, the target and the last day of a visit; for anything else the day since
    when it waits, for a serious event the instant and the seconds allowed."""

    kind: str
    item: str
    days: tuple[str, ...]
    place: tuple[str, str, int] | None = None
    field: str = ""
    label: str = ""

    @property
    def occasion(self) -> Occasion | None:
        if self.place is None:
            return None
        form_id, visit, repeat = self.place
        return Occasion(form_id=form_id, visit=visit, repeat=repeat)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Who reads the lines of whom, when and where."""

    person: Person
    protocol: Protocol
    today: date
    now: datetime
    zone: ZoneInfo
    signs: bool
    enters: Callable[[Form], bool]


def visit_line(code: str, window: VisitWindow) -> Line:
    days = (window.opens, window.due, window.closes)
    return Line(kind=VISIT, item=code, days=tuple(day.isoformat() for day in days))


def event_line(pk: str, name: str, aware_at: datetime, within: timedelta) -> Line:
    """With the seconds the site has to tell the sponsor."""
    days = (aware_at.isoformat(), str(int(within.total_seconds())))
    return Line(kind=Kind.SAE_CLOCK, item=pk, days=days, label=name)


def waiting_line(kind: Kind, one: Waiting, *, label: str = "") -> Line:
    at = one.occasion
    if isinstance(one.label, About):
        label = f"{one.label.kind} {one.label.record}"
    return Line(
        kind=kind,
        item=one.id,
        days=(one.since.isoformat(),),
        place=(at.form_id, at.visit, at.repeat) if at else None,
        field=one.field,
        label=label,
    )


def stored(lines: Iterable[Line]) -> list[list[Any]]:
    """As JSON gives it back."""
    return [[*line[:2], list(line.days), list(line.place or ()), *line[4:]] for line in lines]


def restored(rows: Iterable[list[Any]]) -> list[Line]:
    return [
        Line(kind, item, tuple(days), tuple(place) or None, field, label)
        for kind, item, days, place, field, label in rows
    ]


def wakes_on(lines: Iterable[Line]) -> date | None:
    """The first day on which any of them can be work."""
    return min((first_day(line) for line in lines), default=None)


def first_day(line: Line) -> date:
    if line.kind != VISIT:
        return date.min
    window = window_of(line)
    return min(window.due, max(window.opens, window.closes - CLOSING_WITHIN))


def window_of(line: Line) -> VisitWindow:
    opens, due, closes = (date.fromisoformat(day) for day in line.days)
    return VisitWindow(due=due, opens=opens, closes=closes)


def tasks_in(lines: Iterable[Line], seen: Seen) -> Iterator[Task]:
    for line in lines:
        if line.kind == VISIT:
            yield from of_visit(line, seen)
        elif line.kind == Kind.SAE_CLOCK:
            yield from of_event(line, seen)
        elif concerns(line, seen):
            kind = Kind(line.kind)
            yield from waiting_tasks(seen.person, kind, [waiting(line, seen)], today=seen.today)


def of_visit(line: Line, seen: Seen) -> Iterator[Task]:
    window = window_of(line)
    visit = seen.protocol.visit(line.item)
    planned = PlannedVisit(visit=visit, window=window, state=state_of(window, today=seen.today))
    yield from visit_tasks(seen.person, [planned], today=seen.today)


def of_event(line: Line, seen: Seen) -> Iterator[Task]:
    """By the clock on the wall of the site."""
    aware_at, within = line.days
    clock = ReportClock(
        aware_at=datetime.fromisoformat(aware_at).astimezone(seen.zone),
        within=timedelta(seconds=int(within)),
    )
    event = SeriousEvent(id=line.item, term=term(line.label), clock=clock)
    yield from safety_tasks(seen.person, [event], now=seen.now)


def concerns(line: Line, seen: Seen) -> bool:
    """A signature is work for whoever signs, a form nobody began for whoever may enter it."""
    if line.kind == Kind.UNSIGNED:
        return seen.signs
    if line.kind == Kind.MISSING_FORM and line.place:
        return seen.enters(seen.protocol.form(line.place[0]))
    return True


def waiting(line: Line, seen: Seen) -> Waiting:
    return Waiting(
        id=line.item,
        label=label_of(line, seen.protocol),
        since=date.fromisoformat(line.days[0]),
        occasion=line.occasion,
        field=line.field,
    )


def label_of(line: Line, protocol: Protocol) -> object:
    """Of a signature how many forms wait for it."""
    if line.kind == Kind.MISSING_SCAN:
        return protocol.visit(line.item).label
    if line.kind == Kind.MISSING_SLIDES:
        return next((one.label for one in protocol.slides if one.id == line.item), line.item)
    if line.kind == Kind.OPEN_QUERY and not line.place:
        kind, record = line.label.split()
        return About(kind=kind, record=record, field=line.field)
    if line.field:
        item = protocol.items.get(line.field)
        return item.label if item else line.field
    if line.place:
        form = find_form(protocol, line.place[0])
        return form.label if form else line.place[0]
    return int(line.label)
