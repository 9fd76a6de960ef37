"""Whether a visit took place."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casebook.actions import visits
from casebook.addresses import address, form_address
from casebook.domain.grid import Mark, Row
from casebook.forms.participants import CorrectVisitForm, UnplannedVisitForm, VisitForm
from casebook.models import Participant, Visit
from casebook.permissions import can_enter, check_can_enter
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.calendar import day_at
from casebook.selectors.overview import Overview, overview_of
from trials.domain.rights import Right
from trials.views.once import once
from trials.views.refusals import said


@require_http_methods(["GET", "POST"])
@login_required
@once
def visit(request: HttpRequest, trial: str, code: str, visit: str) -> HttpResponse:
    row = readable(request, trial, code)
    overview = overview_of(row, user=request.user, today=request.today)
    line = row_or_404(overview, visit)
    recorded = Visit.objects.filter(participant=row, visit=visit).first()
    form = form_for(request, row, recorded)
    if form.is_valid():
        try:
            keep(request, row, line, recorded, form)
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The visit is recorded."))
            return redirect(next_page(row, line, form))
    context = context_of(request, row, line, recorded) | {"form": form}
    return render(request, "casebook/visit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
@once
def unplanned(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """It leads on to the visit's own page, where its forms stand."""
    row = readable(request, trial, code)
    check_can_enter(
        request.user,
        activation=row.activation,
        on=request.today,
        right=Right.RECORD_CLINICAL_EVENT,
    )
    now = timezone.now()
    form = UnplannedVisitForm(
        request.POST or None, initial={"visit_date": day_at(row.activation, now)}
    )
    if form.is_valid():
        attendance = visits.Attendance(outcome=str(Visit.Outcome.DONE), **form.cleaned_data)
        try:
            made = visits.record_unplanned(
                participant=row, attendance=attendance, by=request.user, at=now
            )
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The visit is recorded."))
            return redirect(address("visit", row, made.visit))
    context = {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "casebook/unplanned_visit.html", context, status=status)


def row_or_404(overview: Overview, code: str) -> Row:
    for row in overview.rows:
        if row.visit.visit == code:
            return row
    raise Http404


def next_page(row: Participant, line: Row, form: VisitForm) -> str:
    """A visit that took place leads to the first of its forms that nobody has begun."""
    if form.cleaned_data["outcome"] == Visit.Outcome.DONE:
        for cell in line.cells:
            if cell.mark is Mark.EMPTY:
                return form_address(row, cell.occasion)
    return address("participant", row)


def form_for(request: HttpRequest, row: Participant, recorded: Visit | None) -> VisitForm:
    """Most visits are written down on their day."""
    if recorded is None:
        usual = {"outcome": "done", "visit_date": day_at(row.activation, timezone.now())}
        return VisitForm(request.POST or None, initial=usual)
    now = {**recorded.as_values(), "version": recorded.version}
    return CorrectVisitForm(request.POST or None, initial=now)


def keep(
    request: HttpRequest,
    row: Participant,
    line: Row,
    recorded: Visit | None,
    form: VisitForm,
) -> Visit:
    given = dict(form.cleaned_data)
    correction = {name: given.pop(name) for name in ("reason", "version") if name in given}
    attendance = visits.Attendance(**given)
    acting: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    if recorded is None:
        return visits.record(
            participant=row, visit=line.visit.visit, attendance=attendance, **acting
        )
    return visits.correct(
        visit=recorded,
        attendance=attendance,
        expected_version=correction["version"],
        reason=correction["reason"],
        **acting,
    )


def context_of(
    request: HttpRequest, row: Participant, line: Row, recorded: Visit | None
) -> dict[str, Any]:
    right = Right.CORRECT_DATA if recorded else Right.RECORD_CLINICAL_EVENT
    return {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "row": line,
        "recorded": recorded,
        "can_enter": can_enter(
            request.user, activation=row.activation, on=request.today, right=right
        ),
    }
