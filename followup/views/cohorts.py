"""Archived records enter: hand in a file, name its columns, try it, import it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.acts import Refusal
from audit.content import sha256_of
from followup import tasks
from followup.actions import cohort_uploads, cohorts
from followup.actions.cohort_checks import UnableToImport
from followup.domain import cohort_guess, cohort_table
from followup.domain.cohort_fit import takes_archives
from followup.domain.cohort_lines import Line, faults, unused
from followup.forms.cohorts import UploadForm, chosen_columns
from followup.models import CohortImport, CohortMappingText, CohortUpload
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.protocols import NoProtocolInForce, protocol_of, version_in_force
from trials.views.once import once
from trials.wording import worded

A_PAGE = 100


def trial_for(request: HttpRequest, slug: str) -> Trial:
    found = trial_or_404(request.reach, slug)
    check_may_in_trial(request.user, Right.IMPORT_COHORT, trial=found, on=request.today)
    return found


def places_in(request: HttpRequest, trial: Trial) -> list[SiteActivation]:
    reached = SiteActivation.objects.filter(trial=trial, pk__in=request.reach.activation_ids)
    return list(reached.select_related("trial", "site").order_by("site__code"))


def protocol_at(place: SiteActivation, request: HttpRequest) -> Protocol | None:
    try:
        return protocol_of(version_in_force(place, on=request.today))
    except NoProtocolInForce:
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def cohorts_page(request: HttpRequest, trial: str) -> HttpResponse:
    of = trial_for(request, trial)
    places = places_in(request, of)
    takes = [one for one in places if (p := protocol_at(one, request)) and takes_archives(p)]
    form = UploadForm(request.POST or None, request.FILES or None, places=takes)
    if request.method == "POST" and form.is_valid():
        try:
            upload = hand_in(request, form)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("followup:cohort_upload", of.slug, upload.pk)
    done = CohortImport.objects.filter(activation__in=places).order_by("-imported_at", "-pk")
    context = {
        "trial": of,
        "form": form if takes else None,
        "uploads": CohortUpload.objects.filter(trial=of, imported_at=None, removed_at=None)[:20],
        "page": Paginator(done.select_related("activation__site", "imported_by"), A_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    status = 400 if form.errors else 200
    return render(request, "followup/cohorts.html", context, status=status)


def hand_in(request: HttpRequest, form: UploadForm) -> CohortUpload:
    file = form.cleaned_data["file"]
    return cohort_uploads.hand_in(
        place=form.place, name=file.name, data=file.read(), by=request.user, at=timezone.now()
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def upload_page(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    of = trial_for(request, trial)
    found = CohortUpload.objects.select_related("activation__site", "activation__trial", "trial")
    upload = get_object_or_404(found, trial=of, pk=pk, activation__in=places_in(request, of))
    protocol = protocol_at(upload.activation, request)
    if protocol is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            return act_on(request, upload, protocol)
        except Refusal as refusal:
            error = str(refusal)
    context = {"trial": of, "upload": upload, "error": error, **shown(request, upload, protocol)}
    return render(request, "followup/cohort_upload.html", context, status=400 if error else 200)


def act_on(request: HttpRequest, upload: CohortUpload, protocol: Protocol) -> HttpResponse:
    asked, by, at = request.POST.get("do", ""), request.user, timezone.now()
    cohort_uploads.check_kept(upload)
    if asked == "columns":
        name_columns(request, upload, protocol)
        return redirect(tasks.address(upload))
    cohort_uploads.mapping_of(upload.mapping_text)
    if asked in {"all", "good"}:
        reason = request.POST.get("reason", "")
        cohort_uploads.give_reason(upload=upload, reason=reason, by=by, at=at)
        return redirect(tasks.ask_to_import(upload=upload, hold=asked == "good", by=by, at=at))
    return redirect(tasks.ask_to_check(upload=upload, by=by, at=at))


def name_columns(request: HttpRequest, upload: CohortUpload, protocol: Protocol) -> None:
    data = data_for(upload, protocol)
    check_unmoved(request, data)
    lines = cohort_table.lines(data, protocol)
    chosen = chosen_columns(request.POST, lines, header_of(upload))
    wrong = [worded(fault) for fault in faults(chosen, lines)]
    if wrong:
        raise UnableToImport(" ".join(wrong))
    mapping = cohort_table.corrected(data, chosen, protocol)
    cohort_uploads.name_columns(upload=upload, mapping=mapping, by=request.user, at=timezone.now())
    messages.success(request, _("What the columns mean is saved, for this file and the next."))


def check_unmoved(request: HttpRequest, data: dict[str, Any]) -> None:
    """The lines are told apart by their place, which another person's saving may have moved."""
    if request.POST.get("seen") != sha256_of(data):
        raise UnableToImport(
            _("Somebody changed the columns of this file meanwhile. Look at them again, then save.")
        )


def header_of(upload: CohortUpload) -> list[str]:
    lines = csv.reader(io.StringIO(cohort_uploads.text_in(upload)))
    return [name.strip() for name in next(lines, [])]


def data_for(upload: CohortUpload, protocol: Protocol) -> dict[str, Any]:
    """As saved for this file; else the trial's newest mapping, if the file has its columns; else a
    guess."""
    saved = CohortMappingText.objects.filter(trial=upload.trial).first()
    text = upload.mapping_text or (saved.text if saved else "")
    if text and (upload.mapping_text or fits(text, header_of(upload))):
        return cohort_uploads.as_data(text)
    return cohort_guess.guess(header_of(upload), protocol, source=upload.name)


def fits(text: str, header: list[str]) -> bool:
    return set(cohort_uploads.mapping_of(text).columns) <= set(header)


def shown(request: HttpRequest, upload: CohortUpload, protocol: Protocol) -> dict[str, Any]:
    data = {} if upload.removed_at else data_for(upload, protocol)
    header = header_of(upload) if data else []
    problems = Paginator(upload.problems, A_PAGE).get_page(request.GET.get("page"))
    bad = len({problem["row"] for problem in upload.problems})
    return {
        "header": header,
        "lines": lines_shown(request, data, header, protocol) if data else [],
        "unused": unused(header, data),
        "seen": sha256_of(data),
        "page": problems,
        "rows_bad": bad,
    }


def lines_shown(
    request: HttpRequest, data: dict[str, Any], header: Sequence[str], protocol: Protocol
) -> list[Line]:
    """After a refusal as they were chosen: nobody chooses sixty columns twice."""
    lines = cohort_table.lines(data, protocol)
    if request.POST.get("do") != "columns" or request.POST.get("seen") != sha256_of(data):
        return lines
    chosen = chosen_columns(request.POST, lines, header)
    return [replace(line, said=chosen[line.key]) for line in lines]


@require_safe
@login_required
def held(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    """The rows that were not taken in, as the file had them, with their reasons."""
    of = trial_for(request, trial)
    done = get_object_or_404(
        CohortImport.objects.select_related("activation__site"),
        pk=pk,
        activation__in=places_in(request, of),
        rows_held__gt=0,
    )
    response = HttpResponse(
        "\ufeff" + cohorts.held_as_csv(done), content_type="text/csv; charset=utf-8"
    )
    name = f"held-{of.slug}-{done.activation.site.code}-{done.pk}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
