"""A hold of enrollment: the sponsor confirms or lifts it, and notes when ethics was informed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.signing.forms import SigningForm
from accounts.signing.printed import printed
from analysis.forms import EthicsForm, HoldForm
from analysis.models import Recommendation
from analysis.permissions import check_may_see_board
from audit.acts import Refusal
from enrollment.actions import holds
from enrollment.models import EnrollmentHold
from enrollment.selectors.holds import content_of
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial, may_in_trial
from trials.scope import trial_or_404
from trials.views.refusals import said
from trials.views.signing import Attempt

ACTS = {HoldForm.CONFIRM: holds.confirm, HoldForm.LIFT: holds.lift}


def hold_or_404(request: HttpRequest, trial: str, pk: int) -> EnrollmentHold:
    of = trial_or_404(request.reach, trial)
    check_may_see_board(request.user, trial=of, on=request.today)
    found = EnrollmentHold.objects.select_related(
        "trial", "placed_by", "confirmation", "lifting", "ethics_noted_by"
    )
    return get_object_or_404(found, trial=of, pk=pk)


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hold(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    """Look, and decide."""
    row = hold_or_404(request, trial, pk)
    if request.method != "POST":
        return hold_page(request, row)
    check_may_in_trial(request.user, Right.CONFIRM_HOLD, trial=row.trial, on=request.today)
    deciding, form = HoldForm(request.POST), SigningForm(request.POST, request=request)
    now = timezone.now()
    attempt = Attempt(form)
    if deciding.is_valid() and form.is_valid():
        act, reason = ACTS[deciding.cleaned_data["decision"]], deciding.cleaned_data["reason"]
        with attempt:
            signing = form.signing(at=now)
            act(hold=row, reason=reason, signing=signing, by=request.user, at=now)
    if attempt.done:
        messages.success(request, _("Signed."))
        return redirect("analysis:hold", trial=trial, pk=pk)
    return hold_page(request, row, deciding=deciding, signing=form, status=attempt.status)


@require_POST
@login_required
def ethics(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    row = hold_or_404(request, trial, pk)
    check_may_in_trial(request.user, Right.CONFIRM_HOLD, trial=row.trial, on=request.today)
    form = EthicsForm(request.POST)
    if form.is_valid():
        try:
            holds.note_ethics_informed(
                hold=row, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect("analysis:hold", trial=trial, pk=pk)
    return hold_page(request, row, informing=form, status=422)


def hold_page(
    request: HttpRequest, row: EnrollmentHold, *, status: int = 200, **forms: Any
) -> HttpResponse:
    decides = may_in_trial(request.user, Right.CONFIRM_HOLD, trial=row.trial, on=request.today)
    context = {
        "trial": row.trial,
        "hold": row,
        "recommendation": Recommendation.objects.filter(hold=row).select_related("meeting").first(),
        "signatures": [
            {**printed(signature), "reason": reason}
            for signature, reason in (
                (row.confirmation, row.confirmed_reason),
                (row.lifting, row.lifted_reason),
            )
            if signature is not None
        ],
        "decides": decides and row.lifted_at is None,
        "informs": decides and row.ethics_informed_date is None,
        "deciding": forms.get("deciding") or HoldForm(),
        "signing": forms.get("signing") or SigningForm(request=request),
        "shown": content_of(row).as_shown().token(),
        "informing": forms.get("informing") or EthicsForm(),
    }
    return render(request, "analysis/hold.html", context, status=status)
