"""What the page frame needs: whose page, which trial, which ways on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.hospital import provider
from config.rail import entries_for
from trials.models import Trial


def shell(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    frame = {
        "is_demo": settings.DEMO,
        "theme": getattr(user, "theme", "auto"),
        "LANGUAGES": settings.LANGUAGES,
        "hospital": provider.name(),
    }
    reach = getattr(request, "reach", None)
    if not user.is_authenticated or reach is None:
        return {**frame, "rail": [], "my_trials": [], "current_trial": None}
    trials = reach.trials()
    trial = current_trial(request, trials)
    return {
        **frame,
        "my_trials": trials,
        "current_trial": trial,
        "rail": entries_for(reach, trial, path=request.path) if trial else [],
    }


def current_trial(request: HttpRequest, trials: list[Trial]) -> Trial | None:
    match = request.resolver_match
    slug = (match.kwargs.get("trial") if match else None) or request.session.get("trial")
    chosen = next((trial for trial in trials if trial.slug == slug), None)
    return chosen or (trials[0] if trials else None)
