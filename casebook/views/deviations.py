"""Deviations of a trial, of one participant, and one by itself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.acts import Refusal
from casebook.actions import deviations as acts
from casebook.forms.deviations import AnswerForm, DeviationForm, SeverityForm
from casebook.models import Deviation
from casebook.permissions import DEVIATION_READERS, check_reads_deviations
from casebook.scope import deviation_or_404, readable
from casebook.selectors.banner import banner_of
from casebook.selectors.calendar import day_at
from casebook.selectors.deviations import deviations_in, words_of
from trials.domain.rights import Right
from trials.permissions import NotPermitted, check_may, may, refusal_text
from trials.scope import trial_or_404
from trials.views.once import once
from trials.views.refusals import said


@require_safe
@login_required
def deviations(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_reads_deviations(request.user, found, on=request.today)
    everything = deviations_in(found, request.reach.activation_ids)
    only_open = "open" in request.GET
    context = {
        "trial": found,
        "rows": [one for one in everything if one.deviation.is_open or not only_open],
        "open": sum(one.deviation.is_open for one in everything),
        "all": len(everything),
        "only_open": only_open,
    }
    return render(request, "casebook/deviations.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@once
def new_deviation(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = readable(request, trial, code)
    today = day_at(row.activation, timezone.now())
    check_may(request.user, Right.RECORD_DEVIATION, activation=row.activation, on=today)
    form = DeviationForm(request.POST or None, initial={"found_date": today})
    if form.is_valid():
        try:
            acts.record(participant=row, found=form.found(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The deviation is recorded."))
            return redirect("casebook:deviations", trial=trial)
    context = {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "form": form,
    }
    return render(
        request, "casebook/deviation_new.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@login_required
@once
def deviation(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    """One of them; what was done, and how grave it is, are said by different people."""
    found = trial_or_404(request.reach, trial)
    row = deviation_or_404(request.reach, found, pk)
    if not any(holds(request, row, right) for right in DEVIATION_READERS):
        raise NotPermitted(refusal_text(Right.READ_RECORDS))
    if request.method == "GET":
        return page(request, row)
    classifies = "severity" in request.POST
    form = (SeverityForm if classifies else AnswerForm)(request.POST)
    if form.is_valid():
        try:
            write(request, row, form.cleaned_data, classifies=classifies)
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("casebook:deviation", trial=trial, pk=row.pk)
    check_writes(request, row)
    return page(request, row, **{"severity" if classifies else "answer": form}, status=422)


def write(request: HttpRequest, row: Deviation, given: dict[str, Any], *, classifies: bool) -> None:
    act = acts.classify if classifies else acts.answer
    version = given.pop("version")
    act(deviation=row, **given, expected_version=version, by=request.user, at=timezone.now())


def holds(request: HttpRequest, row: Deviation, right: Right) -> bool:
    today = day_at(row.activation, timezone.now())
    return may(request.user, right, activation=row.activation, on=today)


def check_writes(request: HttpRequest, row: Deviation) -> None:
    rights = (Right.RECORD_DEVIATION, Right.CLASSIFY_DEVIATION)
    if not any(holds(request, row, right) for right in rights):
        raise NotPermitted(refusal_text(Right.RECORD_DEVIATION))


def page(
    request: HttpRequest,
    row: Deviation,
    *,
    answer: Any = None,
    severity: Any = None,
    status: int = 200,
) -> HttpResponse:
    given = {name: getattr(row, name) for name in ("version", "action_taken", "reported_to")}
    given["severity"] = row.severity
    answers, judges = (
        holds(request, row, right) for right in (Right.RECORD_DEVIATION, Right.CLASSIFY_DEVIATION)
    )
    context = {
        "trial": row.activation.trial,
        "deviation": row,
        "what": words_of(row, row.activation.trial),
        "reads": holds(request, row, Right.READ_RECORDS),
        "answer": (answer or AnswerForm(initial=given)) if answers else None,
        "severity": (severity or SeverityForm(initial=given)) if judges else None,
    }
    return render(request, "casebook/deviation.html", context, status=status)
