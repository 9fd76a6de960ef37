"""The board writes its recommendation down, and the chair signs it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.signing.forms import SigningForm
from analysis.actions import meetings
from analysis.forms import RecommendationForm
from analysis.selectors.meetings import recommendation_of
from analysis.views.meetings import meeting_or_404, meeting_page
from audit.acts import Refusal
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial
from trials.views.once import once
from trials.views.refusals import said
from trials.views.signing import Attempt


@require_POST
@login_required
@once
def draft(request: HttpRequest, trial: str, number: int) -> HttpResponse:
    found = meeting_or_404(request, trial, number)
    check_may_in_trial(request.user, Right.SIGN_RECOMMENDATION, trial=found.trial, on=request.today)
    form = RecommendationForm(request.POST)
    if form.is_valid():
        try:
            meetings.draft_recommendation(
                meeting=found, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("Written down. It counts once the chair has signed."))
            return redirect("analysis:meeting", trial=trial, number=number)
    return meeting_page(request, found, drafting=form, status=422)


@sensitive_post_parameters("password", "code")
@require_POST
@login_required
def sign(request: HttpRequest, trial: str, number: int) -> HttpResponse:
    """Not remembered by a key, whose hash would cover the password."""
    found = meeting_or_404(request, trial, number)
    check_may_in_trial(request.user, Right.SIGN_RECOMMENDATION, trial=found.trial, on=request.today)
    row = recommendation_of(found)
    if row is None:
        raise Http404
    form, now = SigningForm(request.POST, request=request), timezone.now()
    attempt = Attempt(form)
    if form.is_valid():
        with attempt:
            signed = meetings.sign_recommendation(
                recommendation=row, signing=form.signing(at=now), by=request.user, at=now
            )
    if attempt.done:
        held = _("Signed. Enrollment is on hold from now on.")
        messages.success(request, held if signed.hold else _("Signed."))
        return redirect("analysis:meeting", trial=trial, number=number)
    return meeting_page(request, found, signing=form, status=attempt.status)
