"""The queries of a trial, and one of them with what may be done about it."""

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
from casebook.actions import queries as acts
from casebook.addresses import address_of
from casebook.domain.queries import QueryState
from casebook.forms.query_lines import filters_of, lines_of, wanted
from casebook.forms.threads import ACCEPT, NEEDS, thread
from casebook.models import Query
from casebook.permissions import QUERY_READERS, check_reads_queries
from casebook.scope import queries_for, query_or_404
from casebook.selectors.queries import counts
from trials.domain.rights import Right
from trials.models import SiteActivation
from trials.permissions import NotPermitted, refusal_text, rights_held
from trials.scope import trial_or_404
from trials.views.once import once
from trials.views.refusals import said

A_PAGE = 50
MOVES = {"answer": acts.answer, "close": acts.close, "reopen": acts.reopen}
MOVING = {*NEEDS.values()}


@require_safe
@login_required
def queries(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_reads_queries(request.user, found, on=request.today)
    now = timezone.now()
    mine = queries_for(request.user, found, request.reach, on=request.today)
    at_site = request.GET.get("site", "")
    here = mine.filter(activation__site__code=at_site) if at_site else mine
    chosen = request.GET.get("state", "")
    page = Paginator(wanted(here, chosen, now=now), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "trial": found,
        "page": page,
        "lines": lines_of(page.object_list, today=request.today),
        "filters": filters_of(counts(here, now=now), chosen),
        "is_filtered": bool(chosen or at_site),
        "site": at_site,
        "sites": sites_of(request, found.pk),
    }
    return render(request, "casebook/queries/list.html", context)


def sites_of(request: HttpRequest, trial: int) -> list[str]:
    reached = SiteActivation.objects.filter(trial=trial, pk__in=request.reach.activation_ids)
    return list(reached.order_by("site__code").values_list("site__code", flat=True))


@require_http_methods(["GET", "POST"])
@login_required
@once
def query(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    """Answer, close, open again or accept; each person sees the buttons they may press."""
    found = trial_or_404(request.reach, trial)
    row = query_or_404(request.user, found, request.reach, pk, on=request.today)
    held = rights_held(request.user, activation=row.activation, on=request.today)
    if not held & {*QUERY_READERS}:
        raise NotPermitted(refusal_text(Right.READ_RECORDS))
    if request.method == "GET":
        return page_of(request, row)
    if not held & MOVING:
        raise NotPermitted(refusal_text(Right.ANSWER_QUERY))
    return moved(request, row)


def moved(request: HttpRequest, row: Query) -> HttpResponse:
    how, text = request.POST.get("move", ""), request.POST.get("text", "")[:1000]
    try:
        if how == ACCEPT:
            acts.accept(query=row, by=request.user, at=timezone.now())
        elif how in MOVES:
            MOVES[how](query=row, text=text, by=request.user, at=timezone.now())
        else:
            raise acts.UnableToSettle(_("Choose what to do: answer, close or open again."))
    except Refusal as refusal:
        return page_of(request, row, refusal=said(refusal), text=text, status=422)
    messages.success(request, _("Recorded."))
    return redirect(f"{address_of(row.about)}#field-{row.item}")


def page_of(request: HttpRequest, row: Query, status: int = 200, **more: Any) -> HttpResponse:
    held = rights_held(request.user, activation=row.activation, on=request.today)
    (line,) = lines_of([row], today=request.today)
    context = {
        "trial": row.activation.trial,
        "line": line,
        "thread": thread(row, rights=held, today=request.today),
        "reads": Right.READ_RECORDS in held,
        "is_closed": row.current is QueryState.CLOSED,
        **more,
    }
    return render(request, "casebook/queries/one.html", context, status=status)
