"""Have a release run by a participant's code, for those who run models and read no records."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.acts import Refusal
from casebook.scope import participant_or_404
from inference.actions import attempts
from inference.models import PredictionAttempt
from inference.views.releases import refused, release_in
from trials.domain.rights import Right
from trials.permissions import NotPermitted, check_may_in_trial
from trials.scope import trial_or_404

State = PredictionAttempt.State


class NobodyOfThatCode(Refusal):
    """No participant of the trial has the code."""


@require_POST
@login_required
def run_by_code(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    release = release_in(of, pk)
    check_may_in_trial(request.user, Right.RUN_INFERENCE, trial=of, on=request.today)
    code = request.POST.get("participant", "").strip()[:20]
    try:
        try:
            row = participant_or_404(request.reach, trial, code)
        except Http404 as error:
            words = _("No participant of this trial has the code “%(code)s”. Check its last sign.")
            raise NobodyOfThatCode(words % {"code": code}) from error
        attempt = attempts.request(
            participant=row, release=release, by=request.user, at=timezone.now()
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        return refused(request, of, release, refusal)
    messages.info(request, said(attempt) % {"code": row.code})
    return redirect("inference:release", trial=of.slug, pk=pk)


def said(attempt: PredictionAttempt) -> str:
    """How it stands, and nothing of the participant's record."""
    if attempt.state is State.NOT_EVALUABLE:
        return _("The release cannot run on %(code)s yet. The site sees what is missing.")
    if attempt.state is State.DONE:
        return _("The release has run on exactly this input of %(code)s already.")
    return _("The run on %(code)s is asked for. Its state stands under Jobs.")
