"""Screening that ends without an enrollment; taking it up again."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.acts import Refusal
from casebook.models import Participant
from casebook.permissions import can_enter, check_can_enter
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.calendar import day_at
from enrollment.actions import screening
from enrollment.forms import ClosingForm, ReopeningForm
from enrollment.models import ScreeningClosure
from enrollment.screening_policies import why_not_close
from enrollment.selectors.assessments import governing_version
from enrollment.selectors.closures import closure_of, criteria_to_name
from enrollment.wording import reason_words
from trials.domain.rights import Right
from trials.selectors.protocols import protocol_of
from trials.views.once import once
from trials.views.refusals import said

PAGE = "enrollment:closing"


@require_http_methods(["GET", "POST"])
@login_required
@once
def closing(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """Look why it ended, or end it."""
    row = readable(request, trial, code)
    today = day_at(row.activation, timezone.now())
    if request.method == "GET":
        return page(request, row, today=today)
    check_can_enter(request.user, activation=row.activation, on=today)
    form = closing_form(request, row, today=today)
    if form.is_valid():
        try:
            screening.close_screening(
                participant=row, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("Screening is closed; the log keeps the reason."))
            return redirect(PAGE, trial=trial, code=row.code)
    return page(request, row, today=today, form=form, status=422)


@require_POST
@login_required
@once
def reopen(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = readable(request, trial, code)
    today = day_at(row.activation, timezone.now())
    check_can_enter(request.user, activation=row.activation, on=today, right=Right.CORRECT_DATA)
    form = ReopeningForm(request.POST)
    if form.is_valid():
        try:
            screening.reopen_screening(
                participant=row, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("Screening is open again."))
            return redirect("enrollment:eligibility", trial=trial, code=row.code)
    return page(request, row, today=today, form=form, status=422)


def closing_form(request: HttpRequest, row: Participant, *, today: date) -> ClosingForm:
    return ClosingForm(
        request.POST or None,
        criteria=criteria_to_name(row, on=today),
        initial={"closed_date": today},
    )


def page(
    request: HttpRequest,
    row: Participant,
    *,
    today: date,
    form: ClosingForm | ReopeningForm | None = None,
    status: int = 200,
) -> HttpResponse:
    closure, writes = closure_of(row), can_enter(request.user, activation=row.activation, on=today)
    why_not = "" if closure else why_not_close(row, on=today)
    if form is None and writes and not why_not:
        form = ReopeningForm() if closure else closing_form(request, row, today=today)
    context: dict[str, Any] = {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "closure": closure,
        "reason": reason_of(row, closure, today=today),
        "why_not": why_not,
        "form": form,
        "earlier": earlier(row),
    }
    return render(request, "enrollment/closing.html", context, status=status)


def reason_of(row: Participant, closure: ScreeningClosure | None, *, today: date) -> str:
    if closure is None:
        return ""
    return reason_words(closure.code, protocol_of(governing_version(row, on=today)))


def earlier(row: Participant) -> list[ScreeningClosure]:
    """Closed once and reopened."""
    found = ScreeningClosure.objects.filter(participant=row, reopened_at__isnull=False)
    return list(found.select_related("reopened_by"))
