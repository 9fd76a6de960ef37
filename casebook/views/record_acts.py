"""What is done to one answer of any record, whether a form or not: asked about, or compared with
its source."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.acts import Refusal
from casebook.actions import queries
from casebook.actions.verifications import verify
from casebook.domain.answers import Entry
from casebook.forms.queries import AskForm
from casebook.models import Record
from trials.views.refusals import said


def raised(
    request: HttpRequest, record: Record, item: str, form: AskForm, suggestion: Entry | None = None
) -> bool:
    """A refusal stands in the form."""
    if not form.is_valid():
        return False
    given = form.cleaned_data.get("suggestion", suggestion)
    try:
        queries.ask(
            record=record,
            item=item,
            text=form.cleaned_data["text"],
            suggestion=given,
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, said(refusal))
        return False
    messages.success(request, _("The query is raised."))
    return True


def mark_verified(request: HttpRequest, record: Record) -> None:
    """The answers that were ticked, as they stood in the version on the screen."""
    version = request.POST.get("version", "")
    try:
        made = verify(
            record=record,
            items=request.POST.getlist("item"),
            expected_version=int(version) if version.isdecimal() else 0,
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, said(refusal))
    else:
        words = ngettext("%(n)s answer is verified.", "%(n)s answers are verified.", len(made))
        messages.success(request, words % {"n": len(made)})
