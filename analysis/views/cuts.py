"""Data cuts: the list, and taking one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis import tasks
from analysis.forms import CutForm
from analysis.models import DataCut
from analysis.selectors.cut_changes import cut_before, tables_since
from analysis.selectors.cut_consents import reuse_in
from audit.acts import Refusal
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.views.once import once


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def cuts_page(request: HttpRequest, trial: str) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.TAKE_OPEN_CUT, trial=of, on=request.today)
    form = CutForm(request.POST or None, initial={"events_to": request.today.isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            job = tasks.ask_for_cut(trial=of, by=request.user, at=timezone.now(), **form.values())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(job)
    known = DataCut.objects.filter(trial=of).select_related("taken_by")
    context = {"trial": of, "form": form, "cuts": known}
    return render(request, "analysis/cuts.html", context, status=400 if form.errors else 200)


@require_safe
@login_required
def cut(request: HttpRequest, trial: str, name: str) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.TAKE_OPEN_CUT, trial=of, on=request.today)
    found = get_object_or_404(DataCut.objects.select_related("taken_by"), trial=of, name=name)
    before = cut_before(found)
    context = {
        "trial": of,
        "cut": found,
        "before": before,
        "changes": {} if before is None else tables_since(before, found),
        "reuse": reuse_in(found),
        "tables": found.manifest["content"]["open"]["tables"],
        "reports": found.reports.filter(session="open"),
    }
    return render(request, "analysis/cut.html", context)


@require_POST
@login_required
@once
def draw(request: HttpRequest, trial: str, name: str) -> HttpResponse:
    """Ask for the reports of this cut; they are drawn in the background."""
    of = trial_or_404(request.reach, trial)
    found = get_object_or_404(DataCut, trial=of, name=name)
    check_may_in_trial(request.user, Right.TAKE_OPEN_CUT, trial=of, on=request.today)
    job = tasks.ask_for_reports(cut=found, by=request.user, at=timezone.now())
    return redirect(job)
