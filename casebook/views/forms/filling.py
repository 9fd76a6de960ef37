"""One address for all that is done to a form: which act, and what comes back when it is refused."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casebook.actions import forms
from casebook.actions.conflicts import Conflict
from casebook.actions.forms import AnswersToDrop, AnswersToMend
from casebook.addresses import address, form_address
from casebook.forms.fields import ACT, NOT_DONE, Fields
from casebook.forms.sheets import Sheet
from casebook.forms.shown import lines_of
from casebook.views.forms.comparing import compare_page
from casebook.views.forms.correcting import correct, review
from casebook.views.forms.drafts import keep_draft
from casebook.views.forms.page import READ, FormPage, open_page, sent_fields
from casebook.views.forms.reading import read_page
from casebook.views.forms.redrawing import add_row, refresh, remove_row
from casebook.views.forms.rendering import form_context
from casebook.views.forms.uploads import received
from trials.views.once import once
from trials.views.refusals import said


@require_http_methods(["GET", "POST"])
@login_required
@once
def form(request: HttpRequest, trial: str, code: str, form_id: str) -> HttpResponse:
    page = open_page(request, trial, code, form_id)
    if request.method == "POST":
        page.check_writer()
        return attempt(page, act_asked(request.POST.get(ACT, "")))
    if page.mode == READ:
        return read_page(page)
    return sheet_page(page, page.sheet(page.fields()))


def act_asked(said: str) -> Callable[[FormPage, Fields], HttpResponse]:
    """A row's button also names the table, and the row it removes."""
    name, *places = said.split(":")
    if name in ROW_ACTS:
        return partial(ROW_ACTS[name], places=places)
    return ACTS.get(name, save_incomplete)


def attempt(page: FormPage, act: Callable[[FormPage, Fields], HttpResponse]) -> HttpResponse:
    """Do the act; what is refused comes back with everything typed still in place."""
    fields: Fields = sent_fields(page.request)
    try:
        fields = received(page)
        return act(page, fields)
    except Conflict:
        keep_draft(page, fields)
        return compare_page(page, fields, status=409)
    except AnswersToMend as refusal:
        return refused(page, fields, page.sheet(fields, checked=refusal.checked, with_errors=True))
    except AnswersToDrop as refusal:
        labels = dropped_labels(page, refusal)
        return refused(page, fields, page.sheet(fields), drops=labels)
    except Refusal as refusal:
        return refused(page, fields, page.sheet(fields), refusal=said(refusal))


def save_incomplete(page: FormPage, fields: Fields) -> HttpResponse:
    return saved(page, fields, complete=False)


def mark_complete(page: FormPage, fields: Fields) -> HttpResponse:
    return saved(page, fields, complete=True)


def saved(page: FormPage, fields: Fields, *, complete: bool) -> HttpResponse:
    forms.save(
        participant=page.participant,
        occasion=page.occasion,
        answers=page.answers(fields),
        complete=complete,
        by=page.request.user,
        at=timezone.now(),
    )
    said = _("Saved as complete.") if complete else _("Saved as incomplete.")
    messages.success(page.request, said)
    if complete:
        return redirect(address("participant", page.participant))
    return redirect(form_address(page.participant, page.occasion))


def discard(page: FormPage, fields: Fields) -> HttpResponse:
    forms.discard_draft(participant=page.participant, occasion=page.occasion, by=page.request.user)
    return redirect(form_address(page.participant, page.occasion))


def not_done(page: FormPage, fields: Fields) -> HttpResponse:
    forms.mark_not_done(
        participant=page.participant,
        occasion=page.occasion,
        not_done_reason=page.request.POST.get(NOT_DONE, ""),
        expected_version=page.answers(fields).expected_version,
        by=page.request.user,
        at=timezone.now(),
    )
    messages.success(page.request, _("Recorded as not done."))
    return redirect(address("participant", page.participant))


ACTS = {
    "save": save_incomplete,
    "complete": mark_complete,
    "review": review,
    "correct": correct,
    "discard": discard,
    "refresh": refresh,
    "not_done": not_done,
}
ROW_ACTS = {"add_row": add_row, "remove_row": remove_row}


def dropped_labels(page: FormPage, refusal: AnswersToDrop) -> list[str]:
    lines = lines_of(page.protocol, page.form, {})
    return [line.label for line in lines if line.item in refusal.dropped]


def sheet_page(page: FormPage, sheet: Sheet, status: int = 200, **more: Any) -> HttpResponse:
    context = form_context(page, sheet) | more
    return render(page.request, "casebook/form.html", context, status=status)


def refused(page: FormPage, fields: Fields, sheet: Sheet, **more: Any) -> HttpResponse:
    return sheet_page(page, sheet, status=422, **more)
