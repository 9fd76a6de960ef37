"""The draft kept while somebody types, and what follows at once from what was typed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.acts import Refusal
from casebook.actions import forms
from casebook.addresses import form_address
from casebook.forms.fields import ASKED, Fields, expected_version, reason_name
from casebook.forms.questions import Question
from casebook.views.forms.page import FormPage, open_page, sent_fields
from casebook.views.forms.rendering import urls_of
from casebook.views.forms.uploads import received, uploaded
from trials.views.refusals import said


@require_POST
@login_required
def draft(request: HttpRequest, trial: str, code: str, form_id: str) -> HttpResponse:
    """Answers with the pieces of the page that change; the field being typed in never does."""
    page = open_page(request, trial, code, form_id)
    if is_straggler(page, sent_fields(request)):
        return HttpResponse(_("This form was saved from another page."), status=409)
    try:
        fields = received(page)
        keep_draft(page, fields)
    except Refusal as refusal:
        return HttpResponse(said(refusal), status=409)
    if not request.htmx:
        return redirect(form_address(page.participant, page.occasion))
    return render(request, "casebook/draft.html", pieces(page, fields))


def keep_draft(page: FormPage, fields: Fields) -> None:
    forms.save_draft(
        participant=page.participant,
        occasion=page.occasion,
        fields=fields,
        by=page.request.user,
        at=timezone.now(),
    )


def is_straggler(page: FormPage, fields: dict[str, list[str]]) -> bool:
    """Sent by the page just before its form was saved, and overtaken by the saving: keeping it
    would bring back as a draft what this person has finished."""
    record = page.record
    mine = record is not None and record.entered_by_id == page.request.user.pk
    return mine and expected_version(fields) < page.version


def pieces(page: FormPage, fields: dict[str, list[str]]) -> dict[str, object]:
    questions = page.sheet(fields).questions_and_cells()
    asked, sent = set(fields.get(ASKED, ())), uploaded(page)
    return {
        "derived": [one for one in questions if one.is_shown],
        "turned": [
            one for one in questions if one.name in sent or (one.shown_when and turned(one, asked))
        ],
        "doubted": [one for one in questions if one.is_shown and doubt_changed(one, fields)],
        "urls": urls_of(page),
        "record": page.record,
    }


def turned(question: Question, asked: set[str]) -> bool:
    """Shown now and not before, or the other way round."""
    return question.is_shown is not (question.name in asked)


def doubt_changed(question: Question, fields: dict[str, list[str]]) -> bool:
    """A box for the reason that is open already stays: somebody may be writing in it."""
    return any(reason.name not in fields for reason in question.reasons) or (
        not question.reasons and reason_name(question.name) in fields
    )
