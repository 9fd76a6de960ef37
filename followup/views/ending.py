"""Death, withdrawal or loss: one way for all three, asking only what belongs to each."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casebook.models import Participant
from casebook.policies import check_has_consented
from followup.actions import endings
from followup.forms.endings import FORMS, EndForm
from followup.selectors.contacts import climb_of
from followup.selectors.endings import unrecorded
from followup.views.records import frame, recordable
from trials.domain.rights import Right
from trials.views.once import once
from trials.views.refusals import said


@require_http_methods(["GET", "POST"])
@login_required
@once
def ending(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = recordable(request, trial, code, Right.RECORD_CLINICAL_EVENT)
    check_has_consented(row)
    chosen = request.GET.get("what", "")
    form = FORMS[chosen](request.POST or None) if chosen in FORMS else None
    if form is not None and form.is_valid():
        try:
            keep(request, row, form)
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("casebook:participant", trial=trial, code=row.code)
    return drawn(request, row, form)


def keep(request: HttpRequest, row: Participant, form: EndForm) -> None:
    endings.record(
        participant=row,
        end=form.end(),
        closes_visits=form.cleaned_data["closes_visits"],
        by=request.user,
        at=timezone.now(),
    )


def drawn(request: HttpRequest, row: Participant, form: EndForm | None) -> HttpResponse:
    # Nothing chosen is no way to end it.
    wrong = bool(form.errors) if form is not None else request.method == "POST"
    context: dict[str, Any] = {
        **frame(request, row),
        "form": form,
        "climb": climb_of(row),
        "unrecorded": unrecorded(row, today=request.today),
        "has_errors": wrong,
    }
    return render(request, "followup/ending.html", context, status=422 if wrong else 200)
