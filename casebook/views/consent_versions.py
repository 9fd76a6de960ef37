"""The consent forms of the sites, as their ethics boards approved them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casebook.actions import consent_versions as acts
from casebook.forms.consent_versions import ConsentVersionForm, CorrectedVersionForm
from casebook.models import ConsentVersion
from casebook.permissions import can_enter
from casebook.selectors.consent_versions import history_of, versions_at
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial, VersionInForce
from trials.permissions import NotPermitted, check_may_in_trial, refusal_text
from trials.scope import trial_or_404
from trials.views.once import once
from trials.views.refusals import said


@require_http_methods(["GET", "POST"])
@login_required
@once
def listing(request: HttpRequest, trial: str) -> HttpResponse:
    """Whoever reads records reads the list; a form below it for whoever records consents."""
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
    form = form_for(request, found)
    if form is not None and form.is_valid():
        try:
            row = acts.record(**form.entry(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("%(label)s is recorded.") % {"label": row})
            return redirect("casebook:consent_versions", found.slug)
    context = {
        "trial": found,
        "versions": versions_at(found, request.reach.activation_ids),
        "form": form,
    }
    wrong = form is not None and form.errors
    return render(request, "casebook/consent_versions.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@login_required
@once
def correction(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    """What was recorded, and the boxes to mend it as long as nobody consented with it."""
    found = trial_or_404(request.reach, trial)
    row = version_or_404(request, found, pk)
    check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
    form, why_not = correction_form(request, row)
    if form is not None and form.is_valid():
        try:
            acts.correct(version=row, **form.entry(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The entry is corrected."))
            return redirect("casebook:consent_version", found.slug, row.pk)
    context = {
        "trial": found,
        "version": row,
        "past": history_of(row),
        "form": form,
        "why_not": why_not,
    }
    refused = request.method == "POST"
    return render(request, "casebook/consent_version.html", context, status=422 if refused else 200)


def version_or_404(request: HttpRequest, trial: Trial, pk: int) -> ConsentVersion:
    row = versions_at(trial, request.reach.activation_ids).filter(pk=pk).first()
    if row is None:
        raise Http404
    found: ConsentVersion = row
    return found


def correction_form(
    request: HttpRequest, row: ConsentVersion
) -> tuple[CorrectedVersionForm | None, str]:
    """Or why there is none."""
    where = {"activation": row.activation, "on": request.today, "right": Right.CORRECT_DATA}
    if not can_enter(request.user, **where):
        if request.method == "POST":
            raise NotPermitted(refusal_text(Right.CORRECT_DATA))
        return None, ""
    try:
        acts.check_nobody_consented(row)
    except Refusal as refusal:
        return None, str(refusal)
    places = versions_worked_by(row.activation)
    return CorrectedVersionForm(
        request.POST or None, request.FILES or None, version=row, places=places
    ), ""


def versions_worked_by(activation: SiteActivation) -> list[VersionInForce]:
    rows = VersionInForce.objects.filter(activation=activation).select_related(
        "activation__site", "activation__trial", "protocol_version"
    )
    return list(rows.order_by("-from_date"))


def form_for(request: HttpRequest, trial: Trial) -> ConsentVersionForm | None:
    places = places_to_record_at(request, trial)
    if request.method == "POST" and not places:
        raise NotPermitted(refusal_text(Right.RECORD_CLINICAL_EVENT))
    if not places:
        return None
    return ConsentVersionForm(request.POST or None, request.FILES or None, places=places)


def places_to_record_at(request: HttpRequest, trial: Trial) -> list[VersionInForce]:
    """The newest version of a site first."""
    reached = VersionInForce.objects.filter(
        activation__trial=trial, activation__in=request.reach.activation_ids
    ).select_related("activation__site", "activation__trial", "protocol_version")
    return [
        one
        for one in reached.order_by("activation__site__code", "-from_date")
        if can_enter(
            request.user,
            activation=one.activation,
            on=request.today,
            right=Right.RECORD_CLINICAL_EVENT,
        )
    ]
