"""Which arm, who chose it and why."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from audit.content import sha256_of
from casebook.models import Participant
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.calendar import day_at
from enrollment.actions import allocations
from enrollment.forms import AllocationForm
from enrollment.models import Allocation, Enrollment
from enrollment.selectors.assessments import governing_version
from enrollment.views.baselines import covariates
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.permissions import NotPermitted, check_may
from trials.selectors.protocols import protocol_of
from trials.views.once import once


@require_http_methods(["GET", "POST"])
@login_required
@once
def allocate(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = readable(request, trial, code)
    today = day_at(row.activation, timezone.now())
    protocol = protocol_of(governing_version(row, on=today))
    allocation = Allocation.objects.filter(participant=row).first()
    if allocation is not None and request.method == "GET":
        return show(request, row, protocol, allocation)
    check_may(request.user, Right.ENROLL, activation=row.activation, on=today)
    form = AllocationForm(
        request.POST or None, arms=protocol.arms, initial={"allocated_date": today}
    )
    if form.is_valid():
        try:
            allocations.allocate(
                participant=row, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(code)s is allocated.") % {"code": row.code})
            return redirect("enrollment:eligibility", trial=trial, code=row.code)
    enrolled = Enrollment.objects.filter(participant=row).exists()
    known = allocations.baseline_of(row, protocol, day=today) if enrolled else {}
    context = {
        **frame(request, row),
        "form": form,
        "is_enrolled": enrolled,
        "covariates": list(covariates(known, protocol)) if enrolled else [],
    }
    return render(request, "enrollment/allocate.html", context, status=422 if form.errors else 200)


def show(
    request: HttpRequest, row: Participant, protocol: Protocol, allocation: Allocation
) -> HttpResponse:
    context = {
        **frame(request, row),
        "allocation": allocation,
        "arm": protocol.arm(allocation.arm).label,
        "covariates": list(covariates(allocation.baseline, protocol)),
        "is_as_frozen": sha256_of(allocation.baseline) == allocation.baseline_sha256,
    }
    return render(request, "enrollment/allocation.html", context)


def frame(request: HttpRequest, row: Participant) -> dict[str, Any]:
    return {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
    }
