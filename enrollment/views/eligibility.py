"""One participant against the protocol; the signature on it; and enrollment."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.signing.forms import SigningForm
from audit.acts import Refusal
from casebook.models import Participant
from casebook.permissions import can_enter
from casebook.policies import has_consented
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.calendar import day_at
from enrollment.actions import eligibility as decisions
from enrollment.actions import enrollments
from enrollment.domain.eligibility import VERDICT_LABELS, Assessment, Verdict
from enrollment.domain.exclusions import STATE_LABELS
from enrollment.models import Allocation, EligibilityDecision, Enrollment
from enrollment.policies import can_decide, why_not_enroll
from enrollment.selectors.assessments import assessment_of, governing_version, protocol_to_judge
from enrollment.selectors.closures import closure_of
from enrollment.selectors.decisions import (
    content_of,
    judged_day,
    latest_decision,
    standing_against,
    unsigned,
)
from enrollment.selectors.exclusions import Case, cases_of
from enrollment.views.atoms import groups
from enrollment.views.signatures import meaning_of, signature_of
from enrollment.views.sources import places_for
from enrollment.wording import heading_of
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.permissions import NotPermitted, refusal_text, rights_held
from trials.views.once import once
from trials.views.signing import Attempt
from trials.wording import worded

TONES = {Verdict.ELIGIBLE: "done", Verdict.INELIGIBLE: "overdue", Verdict.PENDING: "unknown"}


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@login_required
def eligibility(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """Look, and sign. Not remembered by a key, whose hash would cover the password."""
    row = readable(request, trial, code)
    if request.method == "GET":
        return page(request, row)
    form, now = SigningForm(request.POST, request=request), timezone.now()
    attempt = Attempt(form)
    if form.is_valid():
        with attempt:
            signing = form.signing(at=now)
            decisions.decide(participant=row, signing=signing, by=request.user, at=now)
    if attempt.done:
        messages.success(request, _("Signed."))
        return redirect("enrollment:eligibility", trial=trial, code=row.code)
    return page(request, row, form=form, status=attempt.status)


@require_POST
@login_required
@once
def enroll(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = readable(request, trial, code)
    try:
        enrollments.enroll(participant=row, by=request.user, at=timezone.now())
    except NotPermitted:
        raise
    except Refusal as refusal:
        return page(request, row, refusal=str(refusal), status=409)
    messages.success(request, _("%(code)s is enrolled.") % {"code": row.code})
    return redirect("enrollment:eligibility", trial=trial, code=row.code)


def page(
    request: HttpRequest,
    row: Participant,
    *,
    form: SigningForm | None = None,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    today = day_at(row.activation, timezone.now())
    day = judged_day(row, today=today)
    assessment = assessment_of(row, on=day)
    version, protocol = governing_version(row, on=day), protocol_to_judge(row, on=day)
    places = places_for(row, protocol, assessment.atoms)
    decision = latest_decision(row)
    standing = standing_against(decision, assessment) if decision else None
    context = {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "has_consented": has_consented(row),
        "assessment": assessment,
        "heading": heading_of(assessment),
        "tone": TONES[assessment.verdict],
        "flips": flips_of(assessment, protocol),
        "groups": groups(assessment, protocol, places),
        "signature": signature_of(row, standing),
        "excluded": [exclusion_of(case) for case in cases_of(row) if case.state],
        "refusal": refusal,
        **acts_of(request, row, assessment, on=today),
        **signing_of(request, unsigned(row, assessment, version), form),
    }
    return render(request, "enrollment/eligibility.html", context, status=status)


def acts_of(
    request: HttpRequest, row: Participant, assessment: Assessment, *, on: date
) -> dict[str, Any]:
    """What can be done now, and why not what cannot."""
    where = {"activation": row.activation, "on": on}
    held = rights_held(request.user, **where)
    signs, enrolls = Right.SIGN_ELIGIBILITY in held, Right.ENROLL in held
    enrollment = Enrollment.objects.filter(participant=row).first()
    can_sign = signs and can_decide(row, on=on)
    return {
        "can_sign": can_sign,
        "who_signs": "" if signs else refusal_text(Right.SIGN_ELIGIBILITY),
        "meaning": meaning_of(assessment),
        "enrollment": enrollment,
        "allocation": Allocation.objects.filter(participant=row).first() if enrollment else None,
        "closure": None if enrollment or can_sign else closure_of(row),
        "closes": signs or can_enter(request.user, **where),
        "enrolls": enrolls and enrollment is None,
        "why_not": "" if enrollment else why_not_enroll(row, on=on),
        "allocates": enrolls,
    }


def signing_of(
    request: HttpRequest, decision: EligibilityDecision, form: SigningForm | None
) -> dict[str, Any]:
    """What of this page is signed, and the boxes for it."""
    token = content_of(decision).as_shown().token()
    return {"shown": token, "form": form or SigningForm(request=request)}


def flips_of(assessment: Assessment, protocol: Protocol) -> list[dict[str, str]]:
    """Readings not chosen under which the verdict would be another one."""
    return [
        {
            "title": worded(protocol.ambiguity(flip.ambiguity).title),
            "reading": worded(protocol.ambiguity(flip.ambiguity).readings[flip.reading]),
            "verdict": _(VERDICT_LABELS[flip.verdict]),
            "atoms": ", ".join(flip.atoms),
        }
        for flip in assessment.flips
        if flip.verdict is not assessment.verdict
    ]


def exclusion_of(case: Case) -> dict[str, str]:
    """What is known only after enrollment, and where a person decides on it."""
    return {
        "criterion": case.criterion,
        "text": worded(case.atom.criterion.text),
        "state": _(STATE_LABELS[case.state]) if case.state else "",
    }
