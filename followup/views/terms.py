"""Suggest terms of CTCAE for what is typed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from followup.selectors.terms import suggested
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404


@require_safe
@login_required
def ctcae_search(request: HttpRequest, trial: str) -> HttpResponse:
    """A piece of the page that reports an event: each suggestion leads back to that page."""
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.RECORD_CLINICAL_EVENT, trial=found, on=request.today)
    return render(request, "followup/suggestions.html", suggestions(request, found))


def suggestions(request: HttpRequest, trial: Trial) -> dict[str, Any]:
    typed = request.GET.get("q", "").strip()
    language = get_language() or "en"
    found = suggested(typed, trial=trial, user=request.user, language=language)
    return {"typed": typed, "suggestions": found}
