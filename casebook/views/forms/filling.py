"""Fill in, save, correct: one address, one call each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.signing.printed import printed
from audit.acts import Refusal
from casebook import corrections
from casebook.actions import forms
from casebook.actions.conflicts import Conflict
from casebook.actions.form_facts import facts_if
from casebook.actions.forms import AnswersToDrop, AnswersToMend
from casebook.addresses import address, form_address
from casebook.forms.corrections import CorrectionForm
from casebook.forms.fields import ACT, NOT_DONE, Fields, rows_in, with_row, without_row
from casebook.forms.sheets import Sheet
from casebook.forms.shown import compared, lines_of
from casebook.selectors.form_signatures import signature_on
from casebook.selectors.verifications import marks_on
from casebook.views.forms.comparing import compare_page
from casebook.views.forms.page import READ, FormPage, open_page, sent_fields
from casebook.views.forms.rendering import form_context
from casebook.views.forms.uploads import received
from trials.domain.protocol.forms import Item, ItemType
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


def review(page: FormPage, fields: Fields) -> HttpResponse:
    """Before a correction is saved: what changes, and why."""
    return correction_page(page, fields, CorrectionForm())


def correct(page: FormPage, fields: Fields) -> HttpResponse:
    if page.record is None:
        raise forms.UnableToSave(_("There is nothing to correct yet."))
    why = CorrectionForm(page.request.POST)
    if not why.is_valid():
        return correction_page(page, fields, why, status=422)
    forms.correct(
        record=page.record,
        answers=page.answers(fields),
        reason=why.reason(),
        by=page.request.user,
        at=timezone.now(),
    )
    messages.success(page.request, _("The correction is saved."))
    return redirect(form_address(page.participant, page.occasion))


def correction_page(
    page: FormPage, fields: Fields, why: CorrectionForm, status: int = 200
) -> HttpResponse:
    assert page.record is not None
    checked = page.check(fields)
    if not checked.can_be_completed:
        raise AnswersToMend(checked)
    new = {name: answer.as_stored() for name, answer in checked.answers.items()}
    lines = compared(page.protocol, page.form, page.record.data, new)
    context = form_context(page, page.sheet(fields, checked=checked)) | {
        "why": why,
        "changes": [line for line in lines if line.differs],
        "foreseen": foreseen_by(page, new),
    }
    return render(page.request, "casebook/correction.html", context, status=status)


def foreseen_by(page: FormPage, data: dict[str, Any]) -> list[corrections.Foreseen]:
    """What the correction would change elsewhere."""
    assert page.record is not None
    facts = facts_if(page.record, data, today=page.request.today)
    return corrections.foreseen(page.participant, facts, today=page.request.today)


def discard(page: FormPage, fields: Fields) -> HttpResponse:
    forms.discard_draft(participant=page.participant, occasion=page.occasion, by=page.request.user)
    return redirect(form_address(page.participant, page.occasion))


def refresh(page: FormPage, fields: Fields) -> HttpResponse:
    """Without JavaScript: keep the draft, and ask the questions that now apply."""
    keep_draft(page, fields)
    return redirect(draft_again(page))


def add_row(page: FormPage, fields: Fields, places: Sequence[str]) -> HttpResponse:
    item = table_named(page, *places[:1])
    # The row an empty table shows counts as there.
    begun = fields if rows_in(item, fields) else with_row(item, fields)
    return redrawn(page, item, with_row(item, begun))


def remove_row(page: FormPage, fields: Fields, places: Sequence[str]) -> HttpResponse:
    item = table_named(page, *places[:1])
    return redrawn(page, item, without_row(item, "".join(places[1:2]), fields))


def table_named(page: FormPage, name: str = "") -> Item:
    item = page.form.item(name)
    if item is None or item.type is not ItemType.TABLE:
        raise Http404
    return item


def redrawn(page: FormPage, item: Item, fields: Fields) -> HttpResponse:
    keep_draft(page, fields)
    return redirect(f"{draft_again(page)}#field-{item.id}")


def draft_again(page: FormPage) -> str:
    again = form_address(page.participant, page.occasion)
    return again + ("&" if "?" in again else "?") + "correct=1"


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


def keep_draft(page: FormPage, fields: Fields) -> None:
    forms.save_draft(
        participant=page.participant,
        occasion=page.occasion,
        fields=fields,
        by=page.request.user,
        at=timezone.now(),
    )


def dropped_labels(page: FormPage, refusal: AnswersToDrop) -> list[str]:
    lines = lines_of(page.protocol, page.form, {})
    return [line.label for line in lines if line.item in refusal.dropped]


def sheet_page(page: FormPage, sheet: Sheet, status: int = 200, **more: Any) -> HttpResponse:
    context = form_context(page, sheet) | more
    return render(page.request, "casebook/form.html", context, status=status)


def refused(page: FormPage, fields: Fields, sheet: Sheet, **more: Any) -> HttpResponse:
    return sheet_page(page, sheet, status=422, **more)


def signature_of(page: FormPage) -> dict[str, Any]:
    """The latest signature; void when the record says something else than what was signed."""
    found = signature_on(page.record) if page.record else None
    if found is None:
        return {}
    void = _("The form was changed after it was signed.") if found.is_void else ""
    zone = page.participant.activation.site.time_zone
    return {
        "is_signed": not found.is_void,
        "signature": printed(found.signature, zone=zone, void=void),
    }


def read_page(page: FormPage) -> HttpResponse:
    data = page.record.data if page.record else {}
    marks = marks_on(page.record) if page.record else {}
    lines = [
        replace(line, threads=tuple(page.threads.get(line.item, ())), verified=marks.get(line.item))
        for line in lines_of(page.protocol, page.form, data)
    ]
    context = form_context(page, None) | {"lines": lines, **signature_of(page)}
    return render(page.request, "casebook/form_read.html", context)
