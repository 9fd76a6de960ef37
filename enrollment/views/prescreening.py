"""A look ahead for one who asks "would she be eligible?": judged, shown, and forgotten."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from casebook.domain.answers import Entry
from casebook.domain.doubts import Severity
from casebook.domain.edit_checks import CheckedForm, check_form
from casebook.forms.fields import Fields, entries_of
from casebook.forms.sheets import Sheet
from enrollment.domain.eligibility import Verdict
from enrollment.domain.prescreening import Prescreening, UnfitValues, prescreen
from enrollment.domain.prescreening_forms import forms_asked
from enrollment.views.atoms import groups
from enrollment.views.sources import OnThisPage, anchor
from enrollment.wording import heading_of
from trials.domain.protocol.forms import Form
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.permissions import check_may_at_large
from trials.scope import trial_or_404
from trials.selectors.protocols import latest_version
from trials.selectors.readings import protocol_as_read
from trials.wording import worded

TONES = {Verdict.ELIGIBLE: "done", Verdict.INELIGIBLE: "overdue", Verdict.PENDING: "unknown"}


@require_http_methods(["GET", "POST"])
@login_required
def prescreening(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_at_large(request.user, Right.ENTER_DATA, target=found, on=request.today)
    version = latest_version(found)
    protocol = protocol_as_read(version)
    forms = forms_asked(protocol)
    fields: Fields = dict(request.POST.lists())
    judged = judgment(protocol, forms, fields, on=request.today) if fields else {}
    context = {
        "trial": found,
        "version": version,
        "sheets": [sheet_of(protocol, form, fields, on=request.today) for form in forms],
        **judged,
    }
    status = 422 if judged.get("errors") else 200
    return render(request, "enrollment/prescreening.html", context, status=status)


def judgment(protocol: Protocol, forms: list[Form], fields: Fields, *, on: date) -> dict[str, Any]:
    given = {name: one for name, one in typed(forms, fields).items() if not one.is_empty}
    try:
        found = prescreen(protocol=protocol, given=given, on=on)
    except UnfitValues as error:
        return {"errors": [(anchor(one.name)[1:], said(one, protocol)) for one in error.faults]}
    return shown(found, protocol)


def typed(forms: list[Form], fields: Fields) -> dict[str, Entry]:
    return {name: entry for form in forms for name, entry in entries_of(form, fields).items()}


def said(fault: Any, protocol: Protocol) -> str:
    label = worded(protocol.label(fault.name)) if fault.name in protocol.names else fault.name
    return f"{label}: {worded(fault.message)} {worded(fault.mend)}"


def shown(found: Prescreening, protocol: Protocol) -> dict[str, Any]:
    return {
        "assessment": found.assessment,
        "heading": heading_of(found.assessment),
        "tone": TONES[found.assessment.verdict],
        "groups": groups(found.assessment, protocol, OnThisPage(protocol=protocol)),
    }


def sheet_of(protocol: Protocol, form: Form, fields: Fields, *, on: date) -> Sheet:
    """Drawn as the form itself is; here, a question left open is no mistake."""
    checked = check_form(
        protocol=protocol, form=form, entries=entries_of(form, fields), today=on, facts={}
    )
    return Sheet(
        protocol=protocol,
        form=form,
        fields=fields,
        checked=answered_only(checked),
        with_errors=bool(fields),
    )


def answered_only(checked: CheckedForm) -> CheckedForm:
    kept = (one for one in checked.problems if one.severity is not Severity.UNANSWERED)
    return replace(checked, problems=tuple(kept))
