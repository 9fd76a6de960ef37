"""What one answer, or a whole form, was before."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casebook.forms.corrections import WHY
from casebook.forms.shown import answer_shown
from casebook.selectors.history import Change, changes
from casebook.views.forms.page import FormPage, open_page
from casebook.views.forms.rendering import form_context
from trials.wording import worded


@require_safe
@login_required
def history(request: HttpRequest, trial: str, code: str, form_id: str) -> HttpResponse:
    """A panel beside the field for htmx, a page of its own otherwise."""
    page = open_page(request, trial, code, form_id)
    item = request.GET.get("item", "")
    found = changes(page.participant, record=page.record, item=item or None) if page.record else []
    entries = [entry(page, change) for change in found]
    context = form_context(page, None) | {"entries": entries, "item": item}
    context["item_label"] = worded(page.protocol.label(item)) if item in page.protocol.items else ""
    template = "casebook/history_panel.html" if request.htmx else "casebook/history.html"
    return render(request, template, context)


def entry(page: FormPage, change: Change) -> dict[str, Any]:
    declared = page.protocol.items.get(change.item)
    return {
        "question": worded(declared.label) if declared else change.item,
        "old": answer_shown(page.protocol, change.item, change.old),
        "new": answer_shown(page.protocol, change.item, change.new) or _("no answer"),
        "by": change.by,
        "at": change.at,
        "why": why_shown(change.why),
    }


def why_shown(why: str) -> str:
    """The picked reason in the reader's language, then the words as they were typed."""
    code, _colon, detail = why.partition(": ")
    label = dict(WHY).get(code)
    if label is None:
        return why
    return f"{label}: {detail}" if detail else str(label)
