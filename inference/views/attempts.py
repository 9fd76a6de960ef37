"""Have a release run on a participant; the tries, with what became of each."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.acts import Refusal
from casebook.models import Participant
from casebook.scope import readable
from casebook.selectors.consents import latest_consent, version_agreed_to
from inference.actions import attempts
from inference.models import OpenedPrediction, PredictionAttempt, PredictorRelease
from inference.selectors.attempts import attempts_of
from inference.selectors.disclosures import is_concealed
from inference.selectors.opened import opened_of
from inference.selectors.releases import runnable_releases
from inference.wording import answer_of, reasons_of, said_lines
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.permissions import NotPermitted, check_may, may
from trials.selectors.protocols import protocol_of

State = PredictionAttempt.State
TONES = {
    State.WAITING: "draft",
    State.RUNNING: "running",
    State.DONE: "done",
    State.NOT_EVALUABLE: "due",
    State.FAILED: "overdue",
    State.CANCELED: "empty",
}


@require_POST
@login_required
def run(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = readable(request, trial, code)
    check_may(request.user, Right.RUN_INFERENCE, activation=row.activation, on=request.today)
    asked = request.POST.get("release", "")
    release = get_object_or_404(
        PredictorRelease.objects.select_related("predictor__trial"),
        predictor__trial=row.activation.trial,
        pk=asked if asked.isdecimal() else 0,
    )
    try:
        attempt = attempts.request(
            participant=row, release=release, by=request.user, at=timezone.now()
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        tell(request, attempt)
    return redirect("inference:record", trial=trial, code=row.code)


def tell(request: HttpRequest, attempt: PredictionAttempt) -> None:
    if attempt.state is State.NOT_EVALUABLE:
        messages.warning(request, _("The release cannot run yet; the reasons stand below."))
    elif attempt.state is State.DONE:
        messages.info(request, _("This release has run on exactly this input already."))
    else:
        messages.success(request, _("The run is asked for. Its state stands below."))


def frame_of_attempts(request: HttpRequest, row: Participant) -> dict[str, Any]:
    tried, opened = attempts_of(row), [opened_line(one, row) for one in opened_of(row)]
    where = {"activation": row.activation, "on": request.today}
    runs = may(request.user, Right.RUN_INFERENCE, **where)
    return {
        "attempts": [shown(one, row) for one in tried],
        "runnable": runnable_releases(row.activation.trial) if runs else [],
        "is_waiting": any(one.state in {State.WAITING, State.RUNNING} for one in tried),
        "opened": opened,
        "is_concealed": conceals(row) and not opened,
    }


def opened_line(one: OpenedPrediction, row: Participant) -> dict[str, Any]:
    zone = ZoneInfo(row.activation.site.time_zone)
    slug, protocol = one.release.predictor.slug, protocol_agreed_to(row)
    return {
        "prediction": one,
        "answer": answer_of(one.output, slug, protocol),
        "said": said_lines(one.output, slug, protocol),
        "computed": f"{one.computed_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "opened": f"{one.opened_at.astimezone(zone):%Y-%m-%d %H:%M}",
    }


def protocol_agreed_to(row: Participant) -> Protocol:
    return protocol_of(version_agreed_to(row))


def conceals(row: Participant) -> bool:
    """Does the protocol the participant agreed to conceal everything that predictors say?"""
    consent = latest_consent(row)
    if consent is None:
        return False
    disclosures = protocol_of(consent.protocol_version).disclosure.values()
    return bool(disclosures) and all(one.is_concealed for one in disclosures)


def shown(attempt: PredictionAttempt, row: Participant) -> dict[str, Any]:
    zone = ZoneInfo(row.activation.site.time_zone)
    concealed = is_concealed(attempt.release, attempt.protocol_version)
    return {
        "attempt": attempt,
        "tone": "sealed" if concealed and attempt.state is State.DONE else TONES[attempt.state],
        "asked": f"{attempt.entered_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "ended": f"{attempt.ended_at.astimezone(zone):%Y-%m-%d %H:%M}" if attempt.ended_at else "",
        "reasons": reasons_of(attempt, protocol_of(attempt.protocol_version)),
        "is_concealed": concealed,
    }
