"""Change a completed form: what would change and what follows from it, then why."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casebook import corrections
from casebook.actions import forms
from casebook.actions.form_facts import facts_if
from casebook.actions.forms import AnswersToMend
from casebook.addresses import form_address
from casebook.forms.corrections import CorrectionForm
from casebook.forms.fields import Fields
from casebook.forms.shown import compared
from casebook.views.forms.page import FormPage
from casebook.views.forms.rendering import form_context


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
