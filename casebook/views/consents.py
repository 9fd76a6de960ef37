"""Consent, who a code is, and what is taken back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.acts import Refusal
from casebook.actions import consents, identities, withdrawals
from casebook.actions.identities import PossibleDuplicate
from casebook.addresses import address
from casebook.forms.participants import ConsentForm, SigningDay, WithdrawalForm
from casebook.models import Participant
from casebook.permissions import check_can_enter, identity_grant
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.consent_versions import documents_on
from casebook.selectors.consents import consents_of, first_consent
from trials.domain.rights import Grant, Right
from trials.models import ProtocolVersion
from trials.selectors.protocols import NoProtocolInForce, protocol_of, version_in_force
from trials.views.once import once
from trials.views.refusals import said


@require_http_methods(["GET", "POST"])
@login_required
@once
def consent(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = readable(request, trial, code)
    check_recorder(request, row)
    day, version = signing(request, row)
    form = consent_form(request, row, version)
    asks_why = bool(request.POST.get("reason"))
    if form.is_valid():
        try:
            consents.record(participant=row, **form.entry(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            asks_why = asks_why or isinstance(refusal, PossibleDuplicate)
            form.add_error("reason" if asks_why else None, said(refusal))
        else:
            messages.success(request, _("The consent is recorded."))
            return redirect(address("participant", row))
    context = {
        **frame(request, row),
        "form": form,
        "asks_why": asks_why,
        "day": day,
        "version": version,
        "protocol": protocol_of(version),
        "documents": documents_on(row.activation, version, on=day),
        "signed": consents_of(row),
    }
    return render(request, "casebook/consent.html", context, status=422 if form.errors else 200)


def consent_form(request: HttpRequest, row: Participant, version: ProtocolVersion) -> ConsentForm:
    return ConsentForm(
        request.POST or None,
        protocol=protocol_of(version),
        needs_person=first_consent(row) is None,
        initial={"language": "zh"},
    )


def signing(request: HttpRequest, row: Participant) -> tuple[date, ProtocolVersion]:
    """The day of signing, until it is typed today, and what the site works by on it."""
    typed = SigningDay(request.POST)
    day = typed.cleaned_data["consent_date"] if typed.is_valid() else None
    try:
        return day or request.today, version_in_force(row.activation, on=day or request.today)
    except NoProtocolInForce:
        return request.today, version_in_force(row.activation, on=request.today)


def check_recorder(request: HttpRequest, row: Participant) -> None:
    check_can_enter(
        request.user,
        activation=row.activation,
        on=request.today,
        right=Right.RECORD_CLINICAL_EVENT,
    )


def frame(request: HttpRequest, row: Participant) -> dict[str, Any]:
    return {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
    }


@require_http_methods(["GET", "POST"])
@login_required
@once
def withdrawal(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = readable(request, trial, code)
    check_recorder(request, row)
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        try:
            withdrawals.record(
                participant=row, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The withdrawal is recorded."))
            return redirect(address("participant", row))
    context = {**frame(request, row), "form": form, "withdrawals": row.withdrawals.all()}
    return render(request, "casebook/withdrawal.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def identity(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """Asked for, never shown by itself, and each look is logged: so it is a POST."""
    row = readable(request, trial, code)
    grant = identity_grant(request.user, activation=row.activation, on=request.today)
    context = {**frame(request, row), "needs_reason": Grant.REASON in grant, "refusal": ""}
    try:
        context["person"] = identities.see(
            participant=row,
            by=request.user,
            at=timezone.now(),
            reason=request.POST.get("reason", ""),
        )
    except identities.UnableToIdentify as refusal:
        context["refusal"] = str(refusal)
    return render(request, "casebook/identity.html", context)
