"""One ambiguity of the register: how it is read, who proposed another reading, who approved it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.signing.forms import SigningForm
from accounts.signing.printed import printed
from audit.acts import Refusal
from enrollment.actions import readings as acts
from enrollment.domain.eligibility import VERDICT_LABELS
from enrollment.forms import ReadingForm
from enrollment.selectors.readings import moves_under
from trials.domain.protocol.ambiguities import Ambiguity
from trials.domain.protocol.readings import decided_by_reading
from trials.domain.rights import Right
from trials.models import ReadingChange, Trial
from trials.permissions import NotPermitted, check_may_in_trial, may_in_trial
from trials.scope import change_or_404, trial_or_404
from trials.selectors.readings import changes_of, content_of, latest_as_read
from trials.views.once import once
from trials.views.signing import Attempt
from trials.wording import worded


@require_http_methods(["GET", "POST"])
@login_required
@once
def ambiguity(request: HttpRequest, trial: str, ambiguity: str) -> HttpResponse:
    """Look, and propose another reading."""
    of = trial_or_404(request.reach, trial)
    found = ambiguity_or_404(of, ambiguity)
    if request.method == "GET":
        check_may_in_trial(request.user, Right.SEE_POOLED_COUNTS, trial=of, on=request.today)
        return page(request, of, found)
    check_may_in_trial(request.user, Right.PROPOSE_READING, trial=of, on=request.today)
    form = ReadingForm(request.POST, ambiguity=found)
    if form.is_valid():
        try:
            acts.propose_reading(
                trial=of,
                ambiguity=found.id,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Proposed. The sponsor decides."))
            return redirect("enrollment:reading", trial=of.slug, ambiguity=found.id)
    return page(request, of, found, form=form, status=422)


@sensitive_post_parameters("password", "code")
@require_POST
@login_required
def approve(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    """Not remembered by a key, whose hash would cover the password."""
    of = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.APPROVE_READING, trial=of, on=request.today)
    change = change_or_404(of, pk)
    form, now = SigningForm(request.POST, request=request), timezone.now()
    attempt = Attempt(form)
    if form.is_valid():
        with attempt:
            signing = form.signing(at=now)
            acts.approve_reading(change=change, signing=signing, by=request.user, at=now)
    if attempt.done:
        messages.success(request, _("The reading counts from now on."))
        return redirect("enrollment:reading", trial=of.slug, ambiguity=change.ambiguity)
    found = ambiguity_or_404(of, change.ambiguity)
    return page(request, of, found, signing=form, status=attempt.status)


@require_POST
@login_required
def decline(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    change = change_or_404(of, pk)
    reason = request.POST.get("reason", "")[:500]
    try:
        acts.decline_reading(change=change, reason=reason, by=request.user, at=timezone.now())
    except NotPermitted:
        raise
    except Refusal as refusal:
        found = ambiguity_or_404(of, change.ambiguity)
        return page(request, of, found, refusal=str(refusal), status=422)
    messages.success(request, _("The proposal is declined."))
    return redirect("enrollment:reading", trial=of.slug, ambiguity=change.ambiguity)


def ambiguity_or_404(trial: Trial, name: str) -> Ambiguity:
    for one in latest_as_read(trial).ambiguities:
        if one.id == name:
            return one
    raise Http404


def page(
    request: HttpRequest,
    trial: Trial,
    ambiguity: Ambiguity,
    *,
    form: ReadingForm | None = None,
    signing: SigningForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    changes = changes_of(trial).get(ambiguity.id, [])
    waits = next((one for one in changes if one.is_waiting), None)
    computed = ambiguity.id in decided_by_reading(latest_as_read(trial))
    proposes = may(request, trial, Right.PROPOSE_READING) and computed and waits is None
    context = {
        "trial": trial,
        "ambiguity": ambiguity,
        "computed": computed,
        "form": (form or ReadingForm(ambiguity=ambiguity)) if proposes else None,
        "waits": waiting_of(request, trial, ambiguity, waits, signing) if waits else None,
        "refusal": refusal,
        "history": [past_of(one, ambiguity) for one in changes if not one.is_waiting],
    }
    return render(request, "enrollment/reading.html", context, status=status)


def may(request: HttpRequest, trial: Trial, right: Right) -> bool:
    return may_in_trial(request.user, right, trial=trial, on=request.today)


def waiting_of(
    request: HttpRequest,
    trial: Trial,
    ambiguity: Ambiguity,
    change: ReadingChange,
    signing: SigningForm | None,
) -> dict[str, Any]:
    is_own = change.proposed_by_id == request.user.pk
    approves = may(request, trial, Right.APPROVE_READING)
    return {
        **worded_change(change, ambiguity),
        "moves": moves_of(request, trial, change),
        "approves": approves and not is_own,
        "declines": approves or is_own,
        "signing": signing or SigningForm(request=request),
        "shown": content_of(change).as_shown().token(),
    }


def moves_of(request: HttpRequest, trial: Trial, change: ReadingChange) -> list[dict[str, Any]]:
    """At the sites this person reaches: the sponsor reaches all."""
    found = moves_under(
        trial,
        request.reach.activation_ids,
        ambiguity=change.ambiguity,
        reading=change.reading,
        today=request.today,
    )
    return [
        {
            "now": _(VERDICT_LABELS[one.now]),
            "then": _(VERDICT_LABELS[one.then]),
            "people": one.people,
            "signed": one.signed,
        }
        for one in found
    ]


def worded_change(change: ReadingChange, ambiguity: Ambiguity) -> dict[str, Any]:
    """A reading that a later text dropped stands by its code."""
    return {
        "change": change,
        "before": worded(ambiguity.readings.get(change.before, change.before)),
        "reading": worded(ambiguity.readings.get(change.reading, change.reading)),
    }


def past_of(change: ReadingChange, ambiguity: Ambiguity) -> dict[str, Any]:
    signature = None
    if change.approval is not None:
        is_void = change.approval.is_void(content_sha256=content_of(change).sha256)
        void = _("What is stored is not what was signed.") if is_void else ""
        signature = printed(change.approval, void=void)
    return {**worded_change(change, ambiguity), "signature": signature}
