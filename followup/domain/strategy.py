"""Which strategy a participant received: what was begun by the landmark, without recurrence.

Day 0 is the day of surgery, and the landmark itself counts as reached: begun on day 90 is begun by
day 90, and whoever recurred or died on day 90 did not reach it free of recurrence and alive.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from enrollment.domain.strategies import Begun, NotAssessable, NotYet, Strategy, StrategyReceived
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.arms import Adjuvant
from trials.domain.values import Facts, day_of

BY_BEGUN: dict[frozenset[Adjuvant], Strategy] = {
    frozenset(): Strategy.SURGERY_ALONE,
    frozenset({Adjuvant.TACE}): Strategy.TACE,
    frozenset({Adjuvant.TACE, Adjuvant.SYSTEMIC}): Strategy.TACE_AND_SYSTEMIC,
    frozenset({Adjuvant.SYSTEMIC}): Strategy.SYSTEMIC,
}
Day = PartialDate | None


def strategy_in(facts: Facts, *, landmark_days: int, known_to: date) -> StrategyReceived:
    return strategy_received(
        surgery=day_of(facts, "surgery_date"),
        first_tace=day_of(facts, "first_tace"),
        first_systemic=day_of(facts, "first_systemic"),
        recurrence=day_of(facts, "recurrence"),
        death=day_of(facts, "death"),
        lost=day_of(facts, "lost"),
        landmark_days=landmark_days,
        known_to=known_to,
    )


def strategy_received(
    *,
    surgery: Day,
    first_tace: Day,
    first_systemic: Day,
    recurrence: Day,
    death: Day,
    landmark_days: int,
    known_to: date,
    lost: Day = None,
) -> StrategyReceived:
    """`known_to` is the day up to which the record is complete; `lost`, the last contact with
    somebody declared lost. A first treatment on or after the day of recurrence is not adjuvant."""
    operated = surgery.full if surgery else None
    if operated is None:
        return StrategyReceived(not_yet=NotYet.SURGERY)
    landmark = operated + timedelta(days=landmark_days)
    ended = why_ended(landmark, recurrence=recurrence, death=death, lost=lost)
    if isinstance(ended, NotYet):
        return StrategyReceived(landmark=landmark, not_yet=ended)
    if ended is not None:
        return StrategyReceived(landmark=landmark, not_assessable=ended)
    if known_to < landmark:
        return StrategyReceived(landmark=landmark, not_yet=NotYet.LANDMARK)
    given = {Adjuvant.TACE: first_tace, Adjuvant.SYSTEMIC: first_systemic}
    if any(reached(day, landmark) is None for day in given.values()):
        return StrategyReceived(landmark=landmark, not_yet=NotYet.TREATMENT)
    adjuvant = {k: d for k, d in given.items() if d and is_adjuvant(d, operated, recurrence)}
    begun = frozenset(kind for kind, day in adjuvant.items() if reached(day, landmark))
    later = (Begun(kind=k, day=d.earliest()) for k, d in adjuvant.items() if k not in begun)
    return StrategyReceived(landmark=landmark, code=BY_BEGUN[begun], later=tuple(later))


def why_ended(
    landmark: date, *, recurrence: Day, death: Day, lost: Day
) -> NotAssessable | NotYet | None:
    """What kept the participant from reaching the landmark. What surely did outranks a doubt."""
    # Whoever was seen on the landmark day was followed to it.
    eve = landmark - timedelta(days=1)
    known = (
        (reached(recurrence, landmark), NotAssessable.RECURRENCE, NotYet.RECURRENCE),
        (reached(death, landmark), NotAssessable.DEATH, NotYet.DEATH),
        (reached(lost, eve), NotAssessable.LOST, NotYet.LAST_CONTACT),
    )
    certain: Iterator[NotAssessable | NotYet] = (why for is_so, why, _ in known if is_so)
    doubtful = (doubt for is_so, _, doubt in known if is_so is None)
    return next(certain, None) or next(doubtful, None)


def reached(day: Day, until: date) -> bool | None:
    """Did it happen by then? None where the date is not known well enough to say."""
    if day is None or day.earliest() > until:
        return False
    return True if day.latest() <= until else None


def is_adjuvant(day: PartialDate, operated: date, recurrence: Day) -> bool:
    """After surgery, and before any recurrence: after it, treatment is for the recurrence."""
    before = recurrence is None or day.latest() < recurrence.earliest()
    return day.earliest() >= operated and before
