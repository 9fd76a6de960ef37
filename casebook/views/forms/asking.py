"""Raise a query on one answer: a panel beside the field, or a page of its own."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casebook.addresses import form_address
from casebook.forms.fields import entry_of
from casebook.forms.queries import AskForm
from casebook.forms.questions import Question
from casebook.forms.shown import answer_shown
from casebook.views.forms.page import FormPage, open_page, sent_fields
from casebook.views.forms.rendering import form_context
from casebook.views.record_acts import raised
from trials.domain.protocol.forms import Item, ItemType
from trials.domain.rights import Right
from trials.permissions import check_may
from trials.views.once import once
from trials.wording import worded

# What nobody can write down for somebody else.
UNSUGGESTED = frozenset({ItemType.TABLE, ItemType.FILE})


@require_http_methods(["GET", "POST"])
@login_required
@once
def new_query(request: HttpRequest, trial: str, code: str, form_id: str) -> HttpResponse:
    page = open_page(request, trial, code, form_id)
    activation = page.participant.activation
    check_may(request.user, Right.RAISE_QUERY, activation=activation, on=request.today)
    item = asked_item(page)
    assert page.record is not None
    form = AskForm(request.POST if request.method == "POST" else None)
    entry = entry_of(item, sent_fields(request))
    if raised(request, page.record, item.id, form, None if entry.is_empty else entry):
        return redirect(f"{form_address(page.participant, page.occasion)}#field-{item.id}")
    return asking_page(page, item, form, status=422 if request.method == "POST" else 200)


def asked_item(page: FormPage) -> Item:
    """Of a saved form only: before that there is nothing to ask about."""
    item = page.form.item(page.request.GET.get("item", ""))
    if page.record is None or item is None or item.type is ItemType.CALCULATED:
        raise Http404
    return item


def asking_page(page: FormPage, item: Item, form: AskForm, status: int) -> HttpResponse:
    assert page.record is not None
    context = form_context(page, None) | {
        "form": form,
        "item": item,
        "item_label": worded(item.label),
        "answer": answer_shown(page.protocol, item.id, page.record.data.get(item.id)),
        "q": None if item.type in UNSUGGESTED else suggestion_box(page, item),
    }
    name = "ask_panel" if page.request.htmx else "ask"
    return render(page.request, f"casebook/queries/{name}.html", context, status=status)


def suggestion_box(page: FormPage, item: Item) -> Question:
    """The question as the form asks it, yet nobody has to answer it here."""
    drawn = next(
        one for one in page.sheet(sent_fields(page.request)).questions() if one.name == item.id
    )
    return replace(
        drawn,
        label=_("Suggested answer: %(question)s") % {"question": worded(item.label)},
        hint=_("Leave it empty when the site has to look it up."),
        required=False,
        is_shown=True,
        errors=(),
        warnings=(),
        last="",
        has_history=False,
    )
