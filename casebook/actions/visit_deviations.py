"""A visit made early, late or not at all is a deviation, which the system notes by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from audit.acts import act
from casebook.corrections import Afterwards, Foreseen
from casebook.models import Deviation, Participant
from casebook.selectors.calendar import day_at
from casebook.selectors.visit_plan import plan_of
from trials.domain.values import Facts
from trials.domain.visit_plan import moved
from trials.domain.windows import VisitState
from trials.wording import worded

BREACHES: Mapping[VisitState, str] = {
    VisitState.DONE_EARLY: "early",
    VisitState.DONE_LATE: "late",
    VisitState.MISSED: "missed",
}
# What it was before is no breach any more, now that a date was corrected.
MENDED = "mended"


@act
def note(*, participant: Participant, by: User, at: datetime) -> None:
    """In the act of whoever recorded or corrected what the windows hang on: all visits are judged
    again, for the fact that places one may come after it."""
    today = day_at(participant.activation, at)
    latest = latest_by_visit(participant)
    for planned in plan_of(participant, today=today):
        stands = latest.get(planned.visit.visit)
        breach = BREACHES.get(planned.state, "") if planned.state else ""
        said = stands.is_now if stands else ""
        if breach == said or (not breach and said in {"", MENDED}):
            continue
        if stands is not None and not stands.severity:
            turn(stands, breach or MENDED, planned.done_on)
        else:
            found = Found(code=planned.visit.visit, was=said, is_now=breach or MENDED)
            create(participant, found, planned.done_on, today=today, by=by, at=at)


@dataclass(frozen=True, kw_only=True)
class Found:
    code: str
    was: str
    is_now: str


def latest_by_visit(participant: Participant) -> dict[str, Deviation]:
    found = Deviation.objects.filter(participant=participant, kind=Deviation.Kind.VISIT)
    return {one.criterion: one for one in found.exclude(criterion="").order_by("pk")}


def create(
    participant: Participant,
    found: Found,
    happened: date | None,
    *,
    today: date,
    by: User,
    at: datetime,
) -> None:
    Deviation.objects.create(
        activation=participant.activation,
        participant=participant,
        kind=Deviation.Kind.VISIT,
        criterion=found.code,
        was=found.was,
        is_now=found.is_now,
        happened_date=happened,
        found_date=today,
        recorded_by=by,
        recorded_at=at,
    )


def turn(row: Deviation, is_now: str, happened: date | None) -> None:
    """Until somebody judges it the same line says what it is now; the history keeps the rest."""
    row.was, row.is_now, row.happened_date = row.is_now, is_now, happened
    row.version += 1
    row.save()


def watch(participant: Participant) -> Afterwards:
    """Around the correction of a fact: it may move the windows of visits made long ago."""

    def afterwards(by: User, at: datetime) -> None:
        note(participant=participant, by=by, at=at)

    return afterwards


def foresee(participant: Participant, facts: Facts, *, today: date) -> list[Foreseen]:
    """The due days a correction would move."""
    moves = moved(plan_of(participant, today=today), plan_of(participant, today=today, facts=facts))
    return [
        Foreseen(
            what=f"{one.code} {worded(one.visit.label)}",
            before=worded(one.was),
            after=worded(one.now),
        )
        for one in moves
    ]
