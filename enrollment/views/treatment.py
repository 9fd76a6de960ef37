"""Which strategy was chosen and why; which was received; and the lock on it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.signing.forms import SigningForm
from accounts.signing.printed import printed
from audit.acts import Refusal
from casebook.forms.corrections import CorrectionForm
from casebook.models import Participant
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.calendar import day_at
from casebook.selectors.facts import facts_of
from casebook.selectors.locks import is_as_locked, lock_of
from enrollment.actions import treatment_decisions
from enrollment.forms import TreatmentForm
from enrollment.models import TreatmentDecision
from enrollment.received import received_by
from enrollment.selectors.assessments import governing_version
from enrollment.selectors.treatment_decisions import KIND, content_to_lock, decision_of
from enrollment.treatment_policies import settled, why_not_lock
from enrollment.wording import received_words, tone_of
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.domain.values import Facts, Known
from trials.permissions import check_may, may, refusal_text
from trials.selectors.protocols import protocol_of
from trials.views.once import once
from trials.views.refusals import said
from trials.views.signing import Attempt
from trials.wording import worded

EVIDENCE = ("surgery_date", "first_tace", "first_systemic", "recurrence", "death", "lost")
PAGE = "enrollment:treatment_decision"


@require_http_methods(["GET", "POST"])
@login_required
@once
def treatment_decision(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """Look; record the choice; with `?correct`, correct it."""
    row = readable(request, trial, code)
    decision = decision_of(row)
    if request.method == "GET":
        return page(request, row, decision)
    check_decides(request, row)
    form = choice_form(request, row, decision)
    why = CorrectionForm(request.POST) if decision else None
    if form.is_valid() and (why is None or why.is_valid()):
        try:
            keep(request, row, decision, form, why)
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect(PAGE, trial=trial, code=row.code)
    return page(request, row, decision, form=form, why=why, status=422)


def check_decides(request: HttpRequest, row: Participant) -> None:
    check_may(
        request.user,
        Right.LOCK_TREATMENT_DECISION,
        activation=row.activation,
        on=day_at(row.activation, timezone.now()),
    )


def keep(
    request: HttpRequest,
    row: Participant,
    decision: TreatmentDecision | None,
    form: TreatmentForm,
    why: CorrectionForm | None,
) -> None:
    acting: dict[str, Any] = {"by": request.user, "at": timezone.now(), "choice": form.choice()}
    if decision is None or why is None:
        treatment_decisions.record(participant=row, **acting)
        return
    version = version_seen(request)
    treatment_decisions.correct(
        record=decision, expected_version=version, reason=why.reason(), **acting
    )


@sensitive_post_parameters("password", "code")
@require_POST
@login_required
def lock_treatment_decision(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """Not remembered by a key, whose hash would cover the password."""
    row = readable(request, trial, code)
    check_decides(request, row)
    decision = get_object_or_404(TreatmentDecision, participant=row)
    form, now = SigningForm(request.POST, request=request), timezone.now()
    attempt = Attempt(form)
    if form.is_valid():
        with attempt:
            signing = form.signing(at=now)
            treatment_decisions.lock(record=decision, signing=signing, by=request.user, at=now)
    if attempt.done:
        messages.success(request, _("Locked."))
        return redirect(PAGE, trial=trial, code=row.code)
    return page(request, row, decision, sign=form, status=attempt.status)


def version_seen(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() else 0


def page(
    request: HttpRequest,
    row: Participant,
    decision: TreatmentDecision | None,
    *,
    form: TreatmentForm | None = None,
    why: CorrectionForm | None = None,
    sign: SigningForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = day_at(row.activation, timezone.now())
    protocol = protocol_of(governing_version(row, on=today))
    context: dict[str, Any] = {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "decision": decision,
        "compares": protocol.concordance is not None,
    }
    if protocol.concordance is not None:
        decides = may(
            request.user, Right.LOCK_TREATMENT_DECISION, activation=row.activation, on=today
        )
        is_open = decision is None or decision.status != TreatmentDecision.Status.LOCKED
        asks = decides and is_open and (decision is None or form or "correct" in request.GET)
        context |= {
            "decides": decides,
            "who_decides": refusal_text(Right.LOCK_TREATMENT_DECISION),
            "form": (form or choice_form(request, row, decision)) if asks else None,
            "why": (why or CorrectionForm()) if asks and decision else None,
            "chosen": worded(protocol.word(protocol.concordance.received, decision.strategy))
            if decision
            else "",
            "evidence": evidence(protocol, facts_of(row)),
            **received_now(row, protocol, decision, on=today),
            "sign": sign or SigningForm(request=request),
            "lock": lock_shown(row, decision) if decision else None,
        }
    return render(request, "enrollment/treatment.html", context, status=status)


def choice_form(
    request: HttpRequest, row: Participant, decision: TreatmentDecision | None
) -> TreatmentForm:
    protocol = protocol_of(governing_version(row, on=day_at(row.activation, timezone.now())))
    given = request.POST if request.method == "POST" else None
    return TreatmentForm(given, protocol=protocol, initial=decision.as_values() if decision else {})


def evidence(protocol: Protocol, facts: Facts) -> list[dict[str, str]]:
    known = ((name, facts.get(name)) for name in EVIDENCE if name in protocol.names)
    return [
        {
            "label": worded(protocol.label(name)),
            "value": worded(fact.value) if isinstance(fact, Known) else "",
        }
        for name, fact in known
    ]


def received_now(
    row: Participant, protocol: Protocol, decision: TreatmentDecision | None, *, on: date
) -> dict[str, Any]:
    """What the records say today, and what was locked, which stands."""
    now = received_by(row, known_to=on)
    is_locked = decision is not None and decision.status == TreatmentDecision.Status.LOCKED
    locked = (decision.received or decision.not_assessable) if decision and is_locked else ""
    return {
        "now": received_words(now, protocol),
        "tone": tone_of(now),
        "landmark": now.landmark,
        "shown": content_to_lock(decision, now).as_shown().token() if decision else "",
        "later": [
            {"label": worded(protocol.label(f"first_{one.kind}")), "day": one.day}
            for one in now.later
        ],
        "is_locked": is_locked,
        "differs": is_locked and settled(now) != locked,
        "locked_as": received_words(decision, protocol) if decision and is_locked else "",
        "why_not": "" if is_locked else why_not_lock(row, on=on),
    }


def lock_shown(row: Participant, decision: TreatmentDecision) -> dict[str, str] | None:
    lock = lock_of(decision, record_kind=KIND)
    if lock is None:
        return None
    void = "" if is_as_locked(decision, lock) else _("What is stored is not what was signed.")
    return printed(lock.signature, zone=row.activation.site.time_zone, void=void)
