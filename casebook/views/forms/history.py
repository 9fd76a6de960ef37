"""What one answer, or a whole form, was before."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casebook.domain.tables import changed_rows
from casebook.forms.corrections import WHY
from casebook.forms.shown import Stored, answer_shown, row_shown
from casebook.selectors.history import Change, changes
from casebook.views.forms.page import FormPage, open_page
from casebook.views.forms.rendering import form_context
from trials.domain.protocol.forms import ItemType
from trials.wording import worded


@require_safe
@login_required
def history(request: HttpRequest, trial: str, code: str, form_id: str) -> HttpResponse:
    """A panel beside the field for htmx, a page of its own otherwise."""
    page = open_page(request, trial, code, form_id)
    item = request.GET.get("item", "")
    found = changes(page.participant, record=page.record, item=item or None) if page.record else []
    row = request.GET.get("row", "")
    entries = [one for change in found for one in entries_of(page, change, row)]
    context = form_context(page, None) | {"entries": entries, "item": item}
    context["item_label"] = worded(page.protocol.label(item)) if item in page.protocol.items else ""
    template = "casebook/history_panel.html" if request.htmx else "casebook/history.html"
    return render(request, template, context)


def entries_of(page: FormPage, change: Change, row: str) -> list[dict[str, Any]]:
    """One for an answer; of a table one for each row that was added, changed or removed."""
    declared = page.protocol.items.get(change.item)
    if declared is None or declared.type is not ItemType.TABLE or is_whole(change):
        old, new = (answer_shown(page.protocol, change.item, one) for one in sides(change))
        return [entry(page, change, old, new or _("no answer"))]
    rows = changed_rows(change.old, change.new)
    return [row_entry(page, change, one) for one in rows if row in ("", one)]


def is_whole(change: Change) -> bool:
    """From an answer to a reason why there is none, or the other way round."""
    return not changed_rows(change.old, change.new) or any(
        one is not None and "missing" in one for one in sides(change)
    )


def sides(change: Change) -> tuple[Stored | None, Stored | None]:
    return change.old, change.new


def row_entry(page: FormPage, change: Change, row: str) -> dict[str, Any]:
    old, new = (row_shown(page.protocol, change.item, one, row) for one in sides(change))
    found = entry(page, change, old, new or _("row removed"))
    label = _("%(table)s, row %(row)s") % {"table": found["question"], "row": row}
    return found | {"question": label, "row": row}


def entry(page: FormPage, change: Change, old: str, new: str) -> dict[str, Any]:
    declared = page.protocol.items.get(change.item)
    return {
        "question": worded(declared.label) if declared else change.item,
        "old": old,
        "new": new,
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
