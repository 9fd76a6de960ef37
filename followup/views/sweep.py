"""The vital-status sweep: one page, a row a participant, each row saved by itself."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from audit.acts import Refusal
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from followup.actions import contacts, vital_status
from followup.domain.contact_ladder import Means
from followup.forms.sweep import SweepRow
from followup.models import ContactAttempt, VitalStatus
from followup.selectors.contacts import climb_of, heard_of, to_ask
from followup.views.records import recordable
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.views.once import once
from trials.views.refusals import said

A_SITTING = 25


@require_safe
@login_required
def sweep(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.RECORD_CLINICAL_EVENT, trial=found, on=request.today)
    people = to_ask(found, activations=request.reach.activation_ids)
    page = Paginator(people, A_SITTING).get_page(request.GET.get("page"))
    now = timezone.now()
    lines = [
        {
            "heard": heard_of(row),
            "participant": row,
            "form": SweepRow(prefix=row.code, today=day_at(row.activation, now)),
        }
        for row in page
    ]
    context = {"trial": found, "page": page, "lines": lines}
    return render(request, "followup/sweep.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@once
def sweep_row(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """A call is sent here and led to what was kept of it; without JavaScript back to the page."""
    row = recordable(request, trial, code, Right.RECORD_CLINICAL_EVENT)
    if request.method == "GET":
        return render(request, "followup/sweep_kept.html", kept(request, row))
    form = SweepRow(request.POST, prefix=row.code, today=day_at(row.activation, timezone.now()))
    if form.is_valid():
        try:
            keep(request, row, form)
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            return redirect(after(request, row))
    context = {"trial": row.activation.trial, "line": {"participant": row, "form": form}}
    name = "sweep_row" if is_alone(request) else "sweep_one"
    return render(request, f"followup/{name}.html", context, status=422)


def is_alone(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def after(request: HttpRequest, row: Participant) -> str:
    trial = row.activation.trial.slug
    if is_alone(request):
        return reverse("followup:sweep_row", args=[trial, row.code])
    return reverse("followup:sweep", args=[trial])


def keep(request: HttpRequest, row: Participant, form: SweepRow) -> None:
    acting: dict[str, Any] = {"participant": row, "by": request.user, "at": timezone.now()}
    if form.is_reached:
        vital_status.record(contact=form.contact(), **acting)
    else:
        today = day_at(row.activation, acting["at"])
        contacts.attempt(means=str(Means.TELEPHONE), attempt_date=today, **acting)


def kept(request: HttpRequest, row: Participant) -> dict[str, Any]:
    """The last that was written of anybody's call, whoever wrote it."""
    records: list[VitalStatus | ContactAttempt] = [
        *VitalStatus.objects.filter(participant=row),
        *ContactAttempt.objects.filter(participant=row),
    ]
    latest = max(records, key=lambda one: one.entered_at, default=None)
    reached = latest if isinstance(latest, VitalStatus) else None
    return {
        "trial": row.activation.trial,
        "participant": row,
        "reached": reached,
        "attempt": None if reached else latest,
        "next_step": "" if reached or latest is None else climb_of(row).next_step,
    }
