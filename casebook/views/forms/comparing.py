"""Two people at one form: both versions side by side, and the reader decides line by line."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casebook.addresses import form_address
from casebook.forms.fields import VERSION, Fields, of_item
from casebook.forms.shown import Line, compared
from casebook.views.forms.drafts import keep_draft
from casebook.views.forms.page import FormPage, open_page
from casebook.views.forms.redrawing import draft_again
from casebook.views.forms.rendering import form_context


@require_http_methods(["GET", "POST"])
@login_required
def compare(request: HttpRequest, trial: str, code: str, form_id: str) -> HttpResponse:
    page = open_page(request, trial, code, form_id)
    here = form_address(page.participant, page.occasion)
    if page.draft is None or page.record is None:
        return redirect(here)
    if request.method == "POST":
        keep_draft(page, merged(page, page.draft.fields))
        return redirect(draft_again(page))
    return compare_page(page, page.draft.fields)


def compare_page(page: FormPage, fields: Fields, status: int = 200) -> HttpResponse:
    # Read again: the version this request had found may be the one that was overtaken.
    fresh = open_page(
        page.request, page.participant.activation.trial.slug, page.participant.code, page.form.id
    )
    context = form_context(fresh, None) | {"lines": differences(fresh, fields)}
    return render(page.request, "casebook/compare.html", context, status=status)


def differences(page: FormPage, fields: Fields) -> list[Line]:
    checked = page.check(fields)
    mine = {name: answer.as_stored() for name, answer in checked.answers.items()}
    theirs = page.record.data if page.record else {}
    return [line for line in compared(page.protocol, page.form, mine, theirs) if line.differs]


def merged(page: FormPage, mine: Fields) -> dict[str, list[str]]:
    """Their answers where theirs was chosen, mine everywhere else, upon their version."""
    theirs = page.saved_fields()
    taken = [
        item.id for item in page.form.items if page.request.POST.get(f"take-{item.id}") == "theirs"
    ]
    kept = {
        name: values
        for name, values in mine.items()
        if not any(of_item(name, one) for one in taken)
    }
    chosen = {
        name: values for name, values in theirs.items() if any(of_item(name, one) for one in taken)
    }
    return {**kept, **chosen, VERSION: [str(page.version)]}
