"""A record that is no form, field by field: asked about, answered, compared with its source."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casebook import other_records
from casebook.addresses import record_address
from casebook.forms.queries import AskOfRecordForm
from casebook.forms.shown import record_lines
from casebook.forms.threads import threads_by_item
from casebook.models import Participant, Record
from casebook.scope import readable, record_or_404
from casebook.selectors.banner import banner_of
from casebook.selectors.queries import queries_on
from casebook.selectors.verifications import marks_on
from casebook.views.record_acts import mark_verified, raised
from trials.domain.rights import Right
from trials.permissions import check_may, rights_held
from trials.views.once import once


@require_safe
@login_required
def record(request: HttpRequest, trial: str, code: str, kind: str, pk: int) -> HttpResponse:
    row = readable(request, trial, code)
    found = record_or_404(row, kind, pk)
    held = rights_held(request.user, activation=row.activation, on=request.today)
    threads = threads_by_item(queries_on(found), rights=held, today=request.today)
    kind_found = other_records.kind_behind(found)
    told = kind_found.told(found)
    lines = record_lines(told, threads=threads, marks=marks_on(found))
    context = {
        **frame(request, row, found),
        "told": told,
        "correct_url": kind_found.correct_url(found),
        "lines": lines,
        "threads": [one for line in lines for one in line.threads],
        "page": {
            "may_ask": Right.RAISE_QUERY in held,
            "may_verify": Right.VERIFY_SOURCE in held,
            "may_correct": Right.CORRECT_DATA in held,
        },
    }
    return render(request, "casebook/other_record.html", context)


def frame(request: HttpRequest, row: Participant, found: Record) -> dict[str, Any]:
    return {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "record": found,
        "urls": {
            "form": record_address(found),
            "verify": record_address(found, "verify_record"),
            "ask_about": f"{record_address(found, 'ask_record')}?item=",
        },
    }


@require_http_methods(["GET", "POST"])
@login_required
@once
def ask(request: HttpRequest, trial: str, code: str, kind: str, pk: int) -> HttpResponse:
    row = readable(request, trial, code)
    found = record_or_404(row, kind, pk)
    check_may(request.user, Right.RAISE_QUERY, activation=row.activation, on=request.today)
    kind_found = other_records.kind_behind(found)
    told = kind_found.told(found)
    field = told.field(request.GET.get("item", ""))
    if field is None:
        raise Http404
    box = kind_found.box(found, field.name)
    form = AskOfRecordForm(request.POST or None, label=field.label, box=box)
    if raised(request, found, field.name, form):
        return redirect(f"{record_address(found)}#field-{field.name}")
    context = frame(request, row, found) | {
        "form": form,
        "form_label": told.heading,
        "item": {"id": field.name},
        "item_label": field.label,
        "answer": field.shown,
    }
    name = "ask_panel" if request.htmx else "ask"
    status = 422 if request.method == "POST" else 200
    return render(request, f"casebook/queries/{name}.html", context, status=status)


@require_POST
@login_required
@once
def verifying(request: HttpRequest, trial: str, code: str, kind: str, pk: int) -> HttpResponse:
    row = readable(request, trial, code)
    found = record_or_404(row, kind, pk)
    check_may(request.user, Right.VERIFY_SOURCE, activation=row.activation, on=request.today)
    mark_verified(request, found)
    return redirect(record_address(found))
