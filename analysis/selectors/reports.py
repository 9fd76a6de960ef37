"""Reports as a reader meets them: by meeting, in the reader's language, from stored pages."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage

from accounts.models import User
from analysis.models import BoardMeeting, Report, ReportOpening
from analysis.permissions import may_read
from audit.domain.signing import Content
from trials.models import Trial

# A reason is asked for each sitting, not for each page of it.
SITTING = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class MeetingReports:
    """A meeting of the board, or None for reports not released yet, and what may be read."""

    meeting: BoardMeeting | None
    reports: list[Report]


def reports_by_meeting(user: User, *, trial: Trial, on: date) -> list[MeetingReports]:
    """The newest meeting first, also one nothing was released to yet; reports still unreleased
    above all, for who makes them."""
    found = (
        Report.objects.filter(cut__trial=trial)
        .select_related("cut__trial", "meeting", "released_by", "signature")
        .order_by("-meeting__number", "session", "language", "-made_at")
    )
    readable = [report for report in found if may_read(user, report, on=on)]
    unreleased = [report for report in readable if report.released_at is None]
    groups = [MeetingReports(meeting=None, reports=unreleased)] if unreleased else []
    meetings = BoardMeeting.objects.filter(trial=trial).select_related(
        "chair", "recommendation__signature"
    )
    return [*groups, *by_meeting(meetings.order_by("-number"), readable)]


def by_meeting(meetings: Iterable[BoardMeeting], reports: Iterable[Report]) -> list[MeetingReports]:
    grouped: dict[int | None, list[Report]] = {}
    for report in reports:
        grouped.setdefault(report.meeting_id, []).append(report)
    return [MeetingReports(meeting=one, reports=grouped.get(one.pk, [])) for one in meetings]


def readable_at(user: User, meeting: BoardMeeting, *, on: date) -> list[Report]:
    found = Report.objects.filter(meeting=meeting).select_related("cut__trial", "released_by")
    ordered = found.order_by("session", "language", "-made_at")
    return [report for report in ordered if may_read(user, report, on=on)]


def latest_readable(
    user: User, *, trial: Trial, session: str, language: str, on: date
) -> Report | None:
    """The last released report of a session, in the reader's language if there is one."""
    found = Report.objects.filter(
        cut__trial=trial, session=session, released_at__isnull=False
    ).select_related("cut__trial")
    ordered = sorted(
        found, key=lambda one: (one.released_at, one.language == language), reverse=True
    )
    same_day = [one for one in ordered if one.cut_id == ordered[0].cut_id]
    chosen = next((one for one in same_day if one.language == language), None) or next(
        iter(ordered), None
    )
    return chosen if chosen and may_read(user, chosen, on=on) else None


def page_of(report: Report) -> dict[str, Any]:
    with default_storage.open(f"{report.path}/page.json") as file:
        page: dict[str, Any] = json.load(file)
    return page


def table_of(report: Report, key: str) -> dict[str, Any] | None:
    """A printed table or a listing, with its CSV."""
    for section in page_of(report)["sections"]:
        for one in (*section["blocks"], *section["listings"]):
            if one.get("key") == key and "csv" in one:
                found: dict[str, Any] = one
                return found
    return None


def content_of(report: Report) -> Content:
    """Exactly what the signature of a release is bound to: these bytes of this cut."""
    value = {
        "report": report.sha256,
        "cut": [report.cut.name, report.cut.sha256],
        "session": report.session,
        "language": report.language,
    }
    return Content(value=value)


def has_said_why(report: Report, user: User, *, at: datetime) -> bool:
    said = ReportOpening.objects.filter(report=report, user=user).exclude(reason="")
    return said.filter(opened_at__gt=at - SITTING).exists()
