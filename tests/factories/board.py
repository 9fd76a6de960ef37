"""Meetings of the board, what is put before them, and what the chair signs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accounts.models import User
from analysis.actions import database_locks, meetings, reports
from analysis.models import BoardDocument, BoardMeeting, Recommendation, Report
from analysis.selectors.meetings import content_of
from analysis.selectors.open_items import counts_of, open_items
from analysis.selectors.reports import table_of
from audit.acts import acting
from casebook.actions import data_locks
from casebook.domain.data_locks import Scope
from casebook.models import DatabaseLock
from casebook.selectors import database_locks as database_selectors
from enrollment.actions import holds
from enrollment.models import EnrollmentHold
from enrollment.selectors import holds as hold_selectors
from tests.factories import casebook, people
from trials.domain.roles import Role
from trials.models import SiteActivation

PDF = b"%PDF-1.4\n% minutes\n"


@contextmanager
def acting_as(role: Role, place: SiteActivation, person: User | None = None) -> Iterator[User]:
    by = person or casebook.member(place, role)
    with acting(by=by, action="tests.board", activations=[place.pk]):
        yield by


def meeting(place: SiteActivation, number: int = 1) -> BoardMeeting:
    """With the board's only member as its chair."""
    casebook.member(place, Role.DSMB)
    with acting_as(Role.UNBLINDED_STATISTICIAN, place) as by:
        return reports.hold_meeting(
            trial=place.trial, number=number, held_on=people.TODAY, by=by, at=people.NOW
        )


def drafted(
    place: SiteActivation, choice: str = "continue", *, number: int = 1, **more: Any
) -> Recommendation:
    found = meeting(place, number)
    with acting_as(Role.DSMB, place, more.pop("by", None)) as by:
        return meetings.draft_recommendation(
            meeting=found,
            choice=choice,
            letter=more.pop("letter", "The board has looked at the safety of all participants."),
            by=by,
            at=people.NOW,
        )


def signed(place: SiteActivation, choice: str = "continue", *, number: int = 1) -> Recommendation:
    row = drafted(place, choice, number=number)
    with acting_as(Role.DSMB, place) as by:
        signing = people.signing(by, content_of(row))
        return meetings.sign_recommendation(
            recommendation=row, signing=signing, by=by, at=people.NOW
        )


def held(place: SiteActivation, choice: str = "pause", *, number: int = 1) -> EnrollmentHold:
    hold = signed(place, choice, number=number).hold
    assert hold is not None
    return hold


def decided(hold: EnrollmentHold, place: SiteActivation, act: Any, reason: str = "Seen") -> Any:
    """`act` is holds.confirm or holds.lift."""
    with acting_as(Role.SPONSOR, place) as by:
        signing = people.signing(by, hold_selectors.content_of(hold))
        return act(hold=hold, reason=reason, signing=signing, by=by, at=people.NOW)


def lifted(hold: EnrollmentHold, place: SiteActivation) -> EnrollmentHold:
    found: EnrollmentHold = decided(hold, place, holds.lift)
    return found


def document(found: BoardMeeting, place: SiteActivation, session: str = "closed") -> BoardDocument:
    with acting_as(Role.DSMB, place) as by:
        return meetings.add_document(
            meeting=found, session=session, title="Minutes", data=PDF, by=by, at=people.NOW
        )


def entry_closed(place: SiteActivation) -> None:
    """The data of the whole trial are locked, by two people."""
    closing = data_locks.Closing(activations=(place,), scope=Scope.TRIAL)
    with acting_as(Role.DATA_MANAGER, place) as by:
        (row,) = data_locks.lock(closing=closing, by=by, at=people.NOW)
    with acting_as(Role.STATISTICIAN, place) as by:
        data_locks.confirm(row=row, by=by, at=people.NOW)


def lock_proposed(
    place: SiteActivation, role: Role = Role.DATA_MANAGER, reason: str = "All is in"
) -> DatabaseLock:
    with acting_as(role, place) as by:
        found = counts_of(open_items(place.trial))
        signing = people.signing(by, database_selectors.content_of(place.trial, found))
        return database_locks.propose(
            trial=place.trial, reason=reason, signing=signing, by=by, at=people.NOW
        )


def lock_confirmed(
    lock: DatabaseLock, place: SiteActivation, role: Role = Role.SPONSOR
) -> DatabaseLock:
    with acting_as(role, place) as by:
        signing = people.signing(by, database_selectors.content_of(place.trial, lock.open_items))
        return database_locks.confirm(lock=lock, signing=signing, by=by, at=people.NOW)


def database_locked(place: SiteActivation) -> DatabaseLock:
    entry_closed(place)
    return lock_confirmed(lock_proposed(place), place)


def counting_column(report: Report) -> int:
    """An arm with somebody in it: letters are drawn by lot, so it may stand anywhere."""
    cells = table_of(report, "enrollment")["rows"][0]["cells"]
    return next(place for place, cell in enumerate(cells) if cell["participants"])
