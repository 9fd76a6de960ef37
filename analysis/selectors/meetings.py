"""The board's meetings: who sits on the board, what a meeting has, who opened what."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import User
from analysis.models import (
    BoardDocument,
    BoardMeeting,
    DocumentOpening,
    Recommendation,
    Report,
    ReportOpening,
    Session,
)
from audit.domain.signing import Content
from trials.domain.roles import Role
from trials.models import Delegation, Trial


def board_members(trial: Trial, *, on: date) -> QuerySet[User]:
    held = Delegation.objects.filter(trial=trial, role=Role.DSMB, from_date__lte=on)
    sitting = held.exclude(to_date__lt=on).values("user")
    return User.objects.filter(pk__in=sitting, is_active=True).order_by("printed_name", "pk")


def only_member(trial: Trial, *, on: date) -> User | None:
    found = list(board_members(trial, on=on)[:2])
    return found[0] if len(found) == 1 else None


def recommendation_of(meeting: BoardMeeting) -> Recommendation | None:
    found = Recommendation.objects.select_related("signature", "drafted_by", "hold")
    recommendation: Recommendation | None = found.filter(meeting=meeting).first()
    return recommendation


def readable_recommendation(meeting: BoardMeeting, *, closed: bool) -> Recommendation | None:
    """A draft is the closed session's; what is signed may be read by whoever sees the board."""
    row = recommendation_of(meeting)
    return row if row is not None and (closed or row.signature is not None) else None


def content_of(recommendation: Recommendation) -> Content:
    """Exactly what the chair's signature is bound to, and the reports that lay before the board."""
    meeting = recommendation.meeting
    seen = Report.objects.filter(meeting=meeting).order_by("session", "language", "pk")
    value = {
        "trial": meeting.trial.slug,
        "meeting": [meeting.number, meeting.held_on],
        "choice": recommendation.choice,
        "letter": recommendation.letter,
        "reports": [[one.session, one.language, one.sha256] for one in seen],
    }
    return Content(value=value, parts=value)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One look: who, when, at what."""

    user: User
    opened_at: datetime
    report: Report | None = None
    part: str = ""
    reason: str = ""
    document: BoardDocument | None = None


def openings_of(meeting: BoardMeeting, *, at_most: int = 100) -> list[Opening]:
    """The latest first, reports and documents together."""
    looks = ReportOpening.objects.filter(report__meeting=meeting).select_related(
        "user", "report__cut"
    )
    files = DocumentOpening.objects.filter(document__meeting=meeting).select_related(
        "user", "document"
    )
    found = [
        Opening(
            user=one.user,
            opened_at=one.opened_at,
            report=one.report,
            part=one.part,
            reason=one.reason,
        )
        for one in looks.order_by("-opened_at", "-pk")[:at_most]
    ] + [
        Opening(user=one.user, opened_at=one.opened_at, document=one.document)
        for one in files.order_by("-opened_at", "-pk")[:at_most]
    ]
    return sorted(found, key=lambda one: one.opened_at, reverse=True)[:at_most]


def documents_of(meeting: BoardMeeting, *, closed: bool) -> QuerySet[BoardDocument]:
    """The open ones, and those of the closed session for whom it is open."""
    sessions = [Session.OPEN, *([Session.CLOSED] if closed else [])]
    found = BoardDocument.objects.filter(meeting=meeting, session__in=sessions)
    return found.select_related("added_by")
