"""The board's page: meetings and what was released to each, and the safety tables of one cut."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from analysis.actions import reports
from analysis.forms import MeetingForm
from analysis.models import Report
from analysis.permissions import check_may_see_board, may_unblind, must_say_why
from analysis.selectors.reports import latest_readable, page_of, reports_by_meeting
from enrollment.models import EnrollmentHold
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import may_in_trial
from trials.scope import trial_or_404


@require_safe
@login_required
def board(request: HttpRequest, trial: str) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    check_may_see_board(request.user, trial=of, on=request.today)
    latest = latest_for(request, of)
    page = page_of(latest) if latest else None
    if latest:
        reports.open_report(report=latest, by=request.user, at=timezone.now(), part="safety")
    calls = may_in_trial(request.user, Right.RELEASE_REPORT, trial=of, on=request.today)
    context = {
        "trial": of,
        "meetings": reports_by_meeting(request.user, trial=of, on=request.today),
        "holds": EnrollmentHold.objects.standing().filter(trial=of),
        "calling": MeetingForm() if calls else None,
        "unblinds": may_unblind(request.user, trial=of, on=request.today),
        "latest": latest,
        "safety": safety_of(page) if page else None,
    }
    return render(request, "analysis/board.html", context)


def latest_for(request: HttpRequest, trial: Trial) -> Report | None:
    """The closed report for whom it is open without a question, by name to an unmasked board,
    else the pooled one."""
    for session in (Report.Session.NAMED, Report.Session.CLOSED, Report.Session.OPEN):
        found = latest_readable(
            request.user,
            trial=trial,
            session=str(session),
            language=request.user.language,
            on=request.today,
        )
        if found is not None and not must_say_why(request.user, found, on=request.today):
            return found
    return None


def safety_of(page: dict[str, Any]) -> dict[str, Any] | None:
    return next((one for one in page["sections"] if one["key"] == "safety"), None)
