from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from config.context_processors import current_trial
from trials.domain.roles import Role
from trials.selectors.delegations import Reach

FOLLOWUP, ENROLLMENT, PARTICIPANTS = (
    "followup:worklist",
    "enrollment:screening_log",
    "casebook:participants",
)
BOARD, CUTS, PROTOCOL = "analysis:board", "analysis:cuts", "trials:protocol"

# First match wins: whoever enters follow-up lands on the worklist.
HOMES = (
    (Role.NURSE, FOLLOWUP),
    (Role.PI, ENROLLMENT),
    (Role.SUB_INVESTIGATOR, ENROLLMENT),
    (Role.DSMB, BOARD),
    (Role.UNBLINDED_STATISTICIAN, BOARD),
    (Role.STATISTICIAN, CUTS),
    (Role.DATA_MANAGER, PARTICIPANTS),
    (Role.MONITOR, PARTICIPANTS),
    (Role.AUDITOR, PARTICIPANTS),
)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send each role to its day's work."""
    reach: Reach = request.reach
    trial = current_trial(request, reach.trials())
    if trial is None:
        return render(request, "home_without_delegation.html", status=200)
    roles = reach.roles_in(trial)
    name = next((name for role, name in HOMES if role in roles), PROTOCOL)
    return redirect(name, trial=trial.slug)
