"""How many the trial and each arm may take: everybody who counts sees it, the sponsor sets it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from enrollment.actions import caps as acts
from enrollment.forms import CapForm
from enrollment.permissions import sees_arm_sizes
from enrollment.selectors.caps import places_in
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import NotPermitted, check_may_in_trial, may_in_trial
from trials.scope import trial_or_404
from trials.selectors.protocols import latest_version, protocol_of
from trials.views.once import once

SETS = Right.APPROVE_PROTOCOL_VERSION


@require_http_methods(["GET", "POST"])
@login_required
@once
def caps(request: HttpRequest, trial: str) -> HttpResponse:
    """Look, and set one."""
    found = trial_or_404(request.reach, trial)
    arms = protocol_of(latest_version(found)).arms
    if request.method == "GET":
        check_may_in_trial(request.user, Right.SEE_POOLED_COUNTS, trial=found, on=request.today)
        return page(request, found, CapForm(arms=arms))
    check_may_in_trial(request.user, SETS, trial=found, on=request.today)
    form = CapForm(request.POST, arms=arms)
    if form.is_valid():
        try:
            acts.set_for(trial=found, **form.chosen(), by=request.user, at=timezone.now())
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error("cap", str(refusal))
        else:
            messages.success(request, _("The cap holds from now on."))
            return redirect("enrollment:caps", trial=found.slug)
    return page(request, found, form, status=422)


def page(request: HttpRequest, trial: Trial, form: CapForm, *, status: int = 200) -> HttpResponse:
    by_arm = sees_arm_sizes(request.user, trial=trial, on=request.today)
    places = places_in(trial, by_arm=by_arm)
    context: dict[str, Any] = {
        "trial": trial,
        "places": places,
        "by_arm": by_arm,
        "settings": [(one.arm, was) for one in places for was in one.settings],
        "has_arms": len(places) > 1,
        "some_uncapped": any(one.cap is None and one.taken is not None for one in places),
        "form": form if may_in_trial(request.user, SETS, trial=trial, on=request.today) else None,
    }
    return render(request, "enrollment/caps.html", context, status=status)
