"""When a visit is due, how far from that day it may be, and how it stands today."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from trials.domain.condition_nodes import Offset
from trials.domain.day_ranges import add_months
from trials.domain.messages import gettext_noop as _

CLOSING_WITHIN = timedelta(days=7)


class VisitState(StrEnum):
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSING = "closing"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    MISSED = "missed"
    DONE_EARLY = "done_early"
    DONE_IN_WINDOW = "done_in_window"
    DONE_LATE = "done_late"

    @property
    def is_done(self) -> bool:
        return self in {VisitState.DONE_EARLY, VisitState.DONE_IN_WINDOW, VisitState.DONE_LATE}


STATE_LABELS: dict[VisitState, str] = {
    VisitState.NOT_OPEN: _("Not yet open"),
    VisitState.OPEN: _("Open"),
    VisitState.CLOSING: _("Closes within 7 days"),
    VisitState.DUE_TODAY: _("Due today"),
    VisitState.OVERDUE: _("Overdue"),
    VisitState.MISSED: _("Missed"),
    VisitState.DONE_EARLY: _("Done before the window"),
    VisitState.DONE_IN_WINDOW: _("Done in the window"),
    VisitState.DONE_LATE: _("Done after the window"),
}


@dataclass(frozen=True, kw_only=True)
class VisitWindow:
    """The first and the last day belong to the window."""

    due: date
    opens: date
    closes: date

    def __post_init__(self) -> None:
        if not self.opens <= self.due <= self.closes:
            raise ValueError("the due day lies outside its window")

    def holds(self, day: date) -> bool:
        return self.opens <= day <= self.closes


# Hundreds of participants share a day of surgery, and each page asks for all of them again.
@lru_cache(maxsize=65536)
def placed(
    anchor: date,
    months: int | None,
    weeks: int | None,
    days: int | None,
    around: tuple[int, int],
) -> VisitWindow:
    offset = Offset.model_construct(months=months, weeks=weeks, days=days)
    return window_of(anchor=anchor, offset=offset, around=around)


def window_of(*, anchor: date, offset: Offset, around: tuple[int, int]) -> VisitWindow:
    """Place a visit some days, weeks or calendar months from its anchor.

    `around` is days before and after the due day, such as (-14, 14).
    """
    due = due_day(anchor, offset)
    early, late = around
    return VisitWindow(
        due=due, opens=due + timedelta(days=early), closes=due + timedelta(days=late)
    )


def due_day(anchor: date, offset: Offset) -> date:
    if offset.months is not None:
        return add_months(anchor, offset.months)
    return anchor + timedelta(days=offset.days or 0, weeks=offset.weeks or 0)


def state_of(
    window: VisitWindow, *, today: date, done_on: date | None = None, missed: bool = False
) -> VisitState:
    """`missed` is what someone has declared, with a reason; a visit past its window is overdue
    until then."""
    if done_on is not None:
        return done_state(window, done_on)
    if missed:
        return VisitState.MISSED
    if today > window.closes:
        return VisitState.OVERDUE
    if today < window.opens:
        return VisitState.NOT_OPEN
    return open_state(window, today)


def done_state(window: VisitWindow, done_on: date) -> VisitState:
    if window.holds(done_on):
        return VisitState.DONE_IN_WINDOW
    return VisitState.DONE_EARLY if done_on < window.opens else VisitState.DONE_LATE


def open_state(window: VisitWindow, today: date) -> VisitState:
    if today == window.due:
        return VisitState.DUE_TODAY
    is_closing = window.closes - today <= CLOSING_WITHIN
    return VisitState.CLOSING if is_closing else VisitState.OPEN
