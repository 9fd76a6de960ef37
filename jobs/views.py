from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jobs import actions
from jobs.domain.elapsed import as_clock
from jobs.models import Job
from jobs.policies import can_cancel
from jobs.registry import title_of
from jobs.selectors import jobs_of

A_PAGE = 25


@require_safe
@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    page = Paginator(jobs_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    return render(request, "jobs/list.html", {"page": page, "rows": [row(j, now) for j in page]})


@require_safe
@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "jobs/detail.html", row(mine(request, pk), timezone.now()))


@require_safe
@login_required
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of the page, asked for by the page itself every two seconds."""
    job = mine(request, pk)
    if not request.htmx:
        return redirect(job)
    return render(request, "jobs/progress.html", row(job, timezone.now()))


@require_POST
@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = mine(request, pk)
    try:
        actions.cancel(job=job, by=request.user, at=timezone.now())
    except actions.UnableToCancel as refusal:
        messages.error(request, str(refusal))
    return redirect(job)


def mine(request: HttpRequest, pk: int) -> Job:
    """Of other people's jobs it is not even said that they exist."""
    return get_object_or_404(jobs_of(request.user), pk=pk)


def row(job: Job, now: datetime) -> dict[str, Any]:
    begun = job.started_at or job.requested_at
    return {
        "job": job,
        "title": title_of(job.kind),
        "elapsed": as_clock((job.finished_at or now) - begun),
        "can_cancel": can_cancel(job),
    }
