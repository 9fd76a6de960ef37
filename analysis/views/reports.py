"""A report on the screen, and its files."""

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from analysis.actions import reports
from analysis.models import Report
from analysis.permissions import check_may_read
from analysis.selectors.reports import page_of, table_of
from trials.scope import trial_or_404


def readable(request: HttpRequest, trial: str, pk: int) -> Report:
    """The report of this trial, if this person may read it; another trial's does not exist."""
    of = trial_or_404(request.reach, trial)
    found = Report.objects.select_related("cut__trial", "meeting")
    report = get_object_or_404(found, pk=pk, cut__trial=of)
    check_may_read(request.user, report, on=request.today)
    return report


@require_safe
@login_required
def report(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    found = readable(request, trial, pk)
    reports.open_report(report=found, by=request.user, at=timezone.now())
    context = {"report": found, "page": page_of(found), "trial": found.cut.trial}
    return render(request, "analysis/report.html", context)


@require_safe
@login_required
def pdf(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    found = readable(request, trial, pk)
    reports.open_report(report=found, by=request.user, at=timezone.now())
    name = f"{trial}-{found.cut.name}-{found.session}-{found.language}.pdf"
    return file_answer(f"{found.path}/report.pdf", "application/pdf", download=name)


@require_safe
@login_required
def figure(request: HttpRequest, trial: str, pk: int, key: str) -> HttpResponse:
    found = readable(request, trial, pk)
    return file_answer(f"{found.path}/{key}.svg", "image/svg+xml")


@require_safe
@login_required
def table(request: HttpRequest, trial: str, pk: int, key: str) -> HttpResponse:
    found = readable(request, trial, pk)
    stored = table_of(found, key)
    if stored is None:
        raise Http404
    name = f"{trial}-{found.cut.name}-{key}.csv"
    # Excel reads Chinese only with the mark in front.
    answer = HttpResponse("\ufeff" + stored["csv"], content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def file_answer(path: str, content_type: str, *, download: str = "") -> HttpResponse:
    if not default_storage.exists(path):
        raise Http404
    with default_storage.open(path) as file:
        answer = HttpResponse(file.read(), content_type=content_type)
    if download:
        answer["Content-Disposition"] = f'attachment; filename="{download}"'
    return answer
