"""The predictor releases of a trial: what each is, how good, who proposed and who approved it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.signing.forms import SigningForm
from accounts.signing.printed import printed
from audit.acts import Refusal
from inference.actions import releases
from inference.domain.card import blocks
from inference.domain.package_contents import Socket
from inference.models import PredictorRelease, ReleaseState
from inference.selectors.releases import content_of, releases_of
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import NotPermitted, check_may_in_trial, may_in_trial
from trials.scope import trial_or_404
from trials.selectors.protocols import latest_version, protocol_of
from trials.views.signing import Attempt
from trials.wording import unit_shown, worded

TONES = {
    ReleaseState.PROPOSED: "due",
    ReleaseState.APPROVED: "done",
    ReleaseState.RETIRED: "empty",
}


@require_safe
@login_required
def listing(request: HttpRequest, trial: str) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    rows = [row(release) for release in releases_of(of)]
    return render(request, "inference/releases.html", {"trial": of, "rows": rows})


@require_safe
@login_required
def detail(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    return render(request, "inference/release.html", page(request, of, release_in(of, pk)))


@sensitive_post_parameters("password", "code")
@require_POST
@login_required
def approve(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    release = release_in(of, pk)
    check_may_in_trial(request.user, Right.APPROVE_RELEASE, trial=of, on=request.today)
    form, now = SigningForm(request.POST, request=request), timezone.now()
    attempt = Attempt(form)
    if form.is_valid():
        with attempt:
            signing = form.signing(at=now)
            releases.approve(release=release, signing=signing, by=request.user, at=now)
    if attempt.done:
        messages.success(request, _("The release is approved."))
        return redirect("inference:release", trial=of.slug, pk=pk)
    context = page(request, of, release) | {"form": form}
    return render(request, "inference/release.html", context, status=attempt.status)


@require_POST
@login_required
def retire(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    release = release_in(of, pk)
    check_may_in_trial(request.user, Right.APPROVE_RELEASE, trial=of, on=request.today)
    reason = request.POST.get("reason", "")[:500]
    try:
        releases.retire(release=release, reason=reason, by=request.user, at=timezone.now())
    except NotPermitted:
        raise
    except Refusal as refusal:
        return refused(request, of, release, refusal)
    messages.success(request, _("The release is retired."))
    return redirect("inference:release", trial=of.slug, pk=pk)


def release_in(trial: Trial, pk: int) -> PredictorRelease:
    for release in releases_of(trial):
        if release.pk == pk:
            return release
    raise Http404


def refused(
    request: HttpRequest, trial: Trial, release: PredictorRelease, refusal: Refusal
) -> HttpResponse:
    context = {**page(request, trial, release), "refusal": str(refusal), "has_errors": True}
    return render(request, "inference/release.html", context, status=422)


def page(request: HttpRequest, trial: Trial, release: PredictorRelease) -> dict[str, Any]:
    decides = may_in_trial(request.user, Right.APPROVE_RELEASE, trial=trial, on=request.today)
    cards = release.package.get("cards", {})
    card = cards.get(get_language() or "en") or cards.get("en", "")
    return {
        **row(release),
        "trial": trial,
        "blocks": [block for block in blocks(card) if block.kind != "title"],
        "training": release.package.get("training"),
        "sockets": sockets(release, trial) if release.runs_here else [],
        "can_approve": decides and release.state is ReleaseState.PROPOSED,
        "form": SigningForm(request=request),
        "shown": content_of(release).as_shown().token(),
        "approval": approval_of(release),
        "can_run": release.runs_here
        and release.state is ReleaseState.APPROVED
        and may_in_trial(request.user, Right.RUN_INFERENCE, trial=trial, on=request.today),
        "can_hand_in": takes_sealed_scores(release)
        and may_in_trial(request.user, Right.RECORD_SEALED_SCORES, trial=trial, on=request.today),
        "can_retire": decides and release.state is not ReleaseState.RETIRED,
    }


def takes_sealed_scores(release: PredictorRelease) -> bool:
    """Computed elsewhere, approved, and of a predictor that becomes no fact."""
    is_in_use = release.state is ReleaseState.APPROVED
    return is_in_use and not release.runs_here and not release.predictor.fact


def approval_of(release: PredictorRelease) -> dict[str, str] | None:
    if release.approval is None:
        return None
    is_void = release.approval.is_void(content_sha256=content_of(release).sha256)
    void = _("What is stored is not what was signed.") if is_void else ""
    return printed(release.approval, void=void)


def sockets(release: PredictorRelease, trial: Trial) -> list[dict[str, Any]]:
    """What goes in, in the words of the trial's forms."""
    protocol = protocol_of(latest_version(trial))
    return [
        {
            "label": worded(protocol.label(one.name)) if one.name in protocol.names else one.name,
            "required": one.required,
            "accepted": accepted(one, protocol),
        }
        for one in release.inputs.sockets
    ]


def accepted(socket: Socket, protocol: Protocol) -> str:
    if socket.plausible:
        low, high = (f"{number:,.10g}" for number in socket.plausible)
        return f"{low} – {high} {unit_shown(socket.unit or '')}".strip()
    codes = socket.codes or (True, False)
    return ", ".join(worded(protocol.word(socket.name, code)) for code in codes)


def row(release: PredictorRelease) -> dict[str, Any]:
    is_chinese = (get_language() or "").startswith("zh")
    predictor = release.predictor
    return {
        "release": release,
        "title": predictor.title_zh if is_chinese else predictor.title_en,
        "tone": TONES[release.state],
        "identity": release.identity,
        "is_invented": settings.DEMO and not release.runs_here,
        "is_reference": release.package.get("training", {}).get("command", "") != "",
    }
