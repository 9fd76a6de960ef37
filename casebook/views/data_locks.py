"""Locks on entering data: all of a trial, one of them, and a new one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.acts import Refusal
from casebook.actions import data_locks as acts
from casebook.closings import closing_named
from casebook.domain.data_locks import Scope, Step, right_to_lock
from casebook.forms.lock_lines import lock_line, what_of
from casebook.models import DataLock
from casebook.permissions import LOCK_DECIDERS, check_reads_locks
from casebook.scope import lock_or_404
from casebook.selectors.data_locks import locks_in
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import (
    NotPermitted,
    check_may_in_trial,
    may_in_trial,
    refusal_text,
    rights_held,
)
from trials.scope import trial_or_404
from trials.views.once import once
from trials.views.refusals import said

A_PAGE = 50


@require_safe
@login_required
def data_locks(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_reads_locks(request.user, found, on=request.today)
    rows = locks_in(found, request.reach.activation_ids)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "trial": found,
        "page": page,
        "lines": [lock_line(one, rights=(), user_pk=0) for one in page],
        "locks_sites": holds(request, Right.LOCK_FORM, found),
        "locks_trial": holds(request, Right.LOCK_DATABASE, found),
        "sites": sorted({d.site.code for d in sites_of(request, found)}),
    }
    return render(request, "casebook/locks/list.html", context)


def sites_of(request: HttpRequest, trial: Trial) -> Any:
    return trial.activations.filter(pk__in=request.reach.activation_ids).select_related("site")


def holds(request: HttpRequest, right: Right, trial: Trial) -> bool:
    return may_in_trial(request.user, right, trial=trial, on=request.today)


@require_http_methods(["GET", "POST"])
@login_required
@once
def new_lock(request: HttpRequest, trial: str) -> HttpResponse:
    """What is named in the address; nothing named is the whole trial."""
    found = trial_or_404(request.reach, trial)
    scope = Scope.FORM if request.GET.get("participant") or request.GET.get("site") else Scope.TRIAL
    check_may_in_trial(request.user, right_to_lock(scope), trial=found, on=request.today)
    closing = closing_named(request.GET, found, request.reach)
    refusal = ""
    if request.method == "POST":
        try:
            made = acts.lock(closing=closing, by=request.user, at=timezone.now())
        except Refusal as refused:
            refusal = said(refused)
        else:
            messages.success(request, _("Recorded."))
            return redirect("casebook:lock", trial=trial, pk=made[0].pk)
    context = {
        "trial": found,
        "what": what_of(closing),
        "takes_two": closing.scope is Scope.TRIAL,
        "ways": acts.in_the_way(closing),
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "casebook/locks/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
@once
def lock(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    row = lock_or_404(request.reach, found, pk)
    check_reads_locks(request.user, found, on=request.today)
    if request.method == "GET":
        return page_of(request, row)
    if not any(holds(request, right, found) for right in LOCK_DECIDERS):
        raise NotPermitted(refusal_text(Right.APPROVE_UNLOCK))
    try:
        step(request, row)
    except Refusal as refusal:
        return page_of(request, row, refusal=said(refusal), status=422)
    messages.success(request, _("Recorded."))
    return redirect("casebook:lock", trial=trial, pk=row.pk)


def step(request: HttpRequest, row: DataLock) -> None:
    who = {"by": request.user, "at": timezone.now()}
    how = request.POST.get("step", "")
    if how == Step.ASK_UNLOCK:
        acts.ask_unlock(row=row, reason=request.POST.get("reason", ""), **who)
    elif how == Step.CONFIRM:
        acts.confirm(row=row, **who)
    elif how == Step.APPROVE:
        acts.approve(row=row, **who)
    elif how == Step.DECLINE:
        acts.decline(row=row, **who)
    else:
        raise acts.UnableToUnlock(_("Choose what to do with the lock."))


def page_of(request: HttpRequest, row: DataLock, status: int = 200, **more: Any) -> HttpResponse:
    held = rights_held(request.user, activation=row.activation, on=request.today)
    line = lock_line(row, rights=held, user_pk=request.user.pk)
    context = {"trial": row.activation.trial, "line": line, **more}
    return render(request, "casebook/locks/one.html", context, status=status)
