"""What becomes of somebody, and what they stand for on the day the demonstration is looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from config.simulation.chance import Chance
from trials.domain.protocol.schedule import Visit
from trials.domain.windows import VisitWindow, window_of


class Today(StrEnum):
    """The nurse's morning needs some of each; most people are just between two visits."""

    NOTHING = "nothing"
    OVERDUE = "overdue"
    DUE = "due"
    CLOSING = "closing"
    SERIOUS = "serious"
    UNFINISHED = "unfinished"


# Out of every twenty; the third alone has the serious event, for one clock is enough.
TURNS = {
    1: Today.OVERDUE,
    2: Today.DUE,
    5: Today.UNFINISHED,
    8: Today.CLOSING,
    11: Today.OVERDUE,
    14: Today.DUE,
}
LONGEST_OVERDUE, LAST_DAYS = 12, 7
FURTHEST = 100


def today_of(number: int) -> Today:
    return Today.SERIOUS if number == 3 else TURNS.get(number % 20, Today.NOTHING)


@dataclass(frozen=True, kw_only=True)
class Odds:
    """Of a course after its time zero: mean days to recurrence and from it to death, and how many
    leave in another way."""

    cured: float
    recurrence_days: float
    death_days: float
    early_death: float = 0.012
    # Who was enrolled only after the operation had survived its first weeks.
    earliest: int = 4
    lost: float = 0.05
    withdrawn: float = 0.03


@dataclass
class Fate:
    recurrence: date | None = None
    death: date | None = None
    lost: date | None = None
    withdrawn: date | None = None

    @property
    def ended(self) -> date | None:
        return min(
            (day for day in (self.death, self.lost, self.withdrawn) if day is not None),
            default=None,
        )


def fate_of(chance: Chance, odds: Odds, *, zero: date) -> Fate:
    """`zero`: the day of surgery, or of the decision to wait."""
    fate = Fate()
    if chance.happens(odds.early_death):
        fate.death = zero + timedelta(days=chance.whole(odds.earliest, 80))
        return fate
    if not chance.happens(odds.cured):
        fate.recurrence = zero + timedelta(days=60 + chance.wait(odds.recurrence_days))
        fate.death = fate.recurrence + timedelta(days=30 + chance.wait(odds.death_days))
    if chance.happens(odds.lost):
        fate.lost = zero + timedelta(days=95 + chance.wait(400))
    elif chance.happens(odds.withdrawn):
        fate.withdrawn = zero + timedelta(days=40 + chance.wait(300))
    return fate


def shift_for(
    today: Today, visits: Iterable[Visit], *, zero: date, on: date, days_over: int
) -> timedelta:
    """By how many days to move a whole story so that one of these visits stands so today: if
    overdue, since `days_over` days."""
    fits = FITTING.get(today)
    if fits is None:
        return timedelta()
    follow_up = [visit for visit in visits if is_follow_up(visit)]
    for days in sorted(range(-FURTHEST, FURTHEST + 1), key=abs):
        moved = zero + timedelta(days=days)
        windows = (
            window_of(anchor=moved, offset=visit.offset, around=visit.window) for visit in follow_up
        )
        if any(fits(window, on, days_over) for window in windows):
            return timedelta(days=days)
    return timedelta()


def is_follow_up(visit: Visit) -> bool:
    return (visit.offset.months or 0) >= 3 or (visit.offset.days or 0) >= 90


FITTING: dict[Today, Callable[[VisitWindow, date, int], bool]] = {
    Today.OVERDUE: lambda window, on, days: (on - window.closes).days == days,
    Today.CLOSING: lambda window, on, days: (window.closes - on).days == days // 2,
    Today.DUE: lambda window, on, days: window.due == on,
    Today.UNFINISHED: lambda window, on, days: (on - window.due).days == 3,
}
