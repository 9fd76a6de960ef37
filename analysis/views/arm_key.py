"""The key to the letters of closed reports: held apart from them, opened with a reason."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from analysis.actions import arm_letters
from analysis.forms import WhyForm
from analysis.permissions import check_may_unblind
from analysis.selectors.arm_letters import key_openings
from audit.acts import Refusal
from trials.models import Trial
from trials.scope import trial_or_404
from trials.selectors.readings import latest_as_read
from trials.views.refusals import said


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def arm_key(request: HttpRequest, trial: str) -> HttpResponse:
    """Asked for, never shown by itself, and each look is kept: so it is a POST."""
    of = trial_or_404(request.reach, trial)
    check_may_unblind(request.user, trial=of, on=request.today)
    form, named = WhyForm(request.POST or None), None
    if form.is_valid():
        try:
            named = key_of(request, of, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, said(refusal))
    context = {"trial": of, "form": form, "named": named, "openings": key_openings(of)[:100]}
    refused = request.method == "POST" and named is None
    return render(request, "analysis/arm_key.html", context, status=422 if refused else 200)


def key_of(request: HttpRequest, trial: Trial, reason: str) -> list[tuple[str, object]]:
    letters = arm_letters.open_key(trial=trial, reason=reason, by=request.user, at=timezone.now())
    labels = {arm.id: arm.label for arm in latest_as_read(trial).arms}
    return sorted((letter, labels.get(arm, arm)) for arm, letter in letters.items())
