"""When a participant was last heard of, what was tried since, and the next rung of the ladder."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.acts import Refusal
from casebook.models import Participant
from casebook.policies import check_has_consented
from casebook.selectors.calendar import day_at
from followup.actions import contacts
from followup.domain.contact_ladder import MEANS_LABELS
from followup.models import ContactAttempt
from followup.selectors.contacts import climb_of
from followup.views.records import frame, recordable
from trials.domain.rights import Right
from trials.views.once import once
from trials.views.refusals import said


@require_http_methods(["GET", "POST"])
@login_required
@once
def contact(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """A press on a button is an attempt of today that reached nobody."""
    row = recordable(request, trial, code, Right.RECORD_CLINICAL_EVENT)
    check_has_consented(row)
    refused = ""
    if request.method == "POST":
        try:
            attempt(request, row)
        except Refusal as refusal:
            refused = said(refusal)
        else:
            messages.success(request, _("The attempt is recorded."))
            return redirect("followup:contact", trial=trial, code=row.code)
    return drawn(request, row, refused)


def attempt(request: HttpRequest, row: Participant) -> None:
    now = timezone.now()
    contacts.attempt(
        participant=row,
        means=request.POST.get("means", ""),
        attempt_date=day_at(row.activation, now),
        by=request.user,
        at=now,
    )


@require_POST
@login_required
@once
def lost(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = recordable(request, trial, code, Right.RECORD_CLINICAL_EVENT)
    check_has_consented(row)
    try:
        contacts.declare_lost(participant=row, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return drawn(request, row, said(refusal))
    messages.success(request, _("%(code)s is lost to follow-up.") % {"code": row.code})
    return redirect("casebook:participant", trial=trial, code=row.code)


def drawn(request: HttpRequest, row: Participant, refused: str) -> HttpResponse:
    context: dict[str, Any] = {
        **frame(request, row),
        "climb": climb_of(row),
        "attempts": ContactAttempt.objects.filter(participant=row).select_related("entered_by"),
        "means": [(one.value, label) for one, label in MEANS_LABELS.items()],
        "refused": refused,
        "has_errors": bool(refused),
    }
    return render(request, "followup/contact.html", context, status=422 if refused else 200)
