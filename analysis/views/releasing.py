"""Releasing a report to a meeting of the board: signed by who makes it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.signing.forms import SigningForm
from analysis.actions import reports
from analysis.forms import MeetingForm
from analysis.models import Report
from analysis.views.reports import readable, report_page
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial
from trials.views.signing import Attempt


@sensitive_post_parameters("password", "code")
@require_POST
@login_required
def release(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    report = readable(request, trial, pk)
    of = report.cut.trial
    check_may_in_trial(request.user, Right.RELEASE_REPORT, trial=of, on=request.today)
    meeting, form = MeetingForm(request.POST), SigningForm(request.POST, request=request)
    attempt = Attempt(form)
    if meeting.is_valid() and form.is_valid():
        with attempt:
            release_to(request, report, form, **meeting.cleaned_data)
    if attempt.done:
        messages.success(request, _("The report is released to the board."))
        return redirect("analysis:report", trial=trial, pk=pk)
    return report_page(request, report, form=form, meeting=meeting, status=attempt.status)


def release_to(
    request: HttpRequest, report: Report, form: SigningForm, *, number: int, held_on: date
) -> None:
    now = timezone.now()
    who: dict[str, Any] = {"by": request.user, "at": now}
    signing = form.signing(at=now)
    meeting = reports.hold_meeting(trial=report.cut.trial, number=number, held_on=held_on, **who)
    reports.release(report=report, meeting=meeting, signing=signing, **who)
