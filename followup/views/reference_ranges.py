"""What the laboratories of the sites call normal, and since when."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casebook.permissions import can_enter
from followup.actions import reference_ranges
from followup.forms.reference_ranges import RangeForm, StrikeRangeForm, called, limits_shown
from followup.models import ReferenceRange
from followup.permissions import sites_of_limits
from followup.selectors.laboratory import limits_at
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial
from trials.permissions import NotPermitted, refusal_text
from trials.scope import trial_or_404
from trials.views.once import once
from trials.views.refusals import said


@require_http_methods(["GET", "POST"])
@login_required
@once
def limits(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    places = sites_of_limits(request.user, request.reach, found, on=request.today)
    if not places:
        raise NotPermitted(refusal_text(Right.READ_RECORDS))
    forms = forms_for(request, places)
    if request.method == "GET":
        return page(request, found, places, forms)
    if not forms:
        raise NotPermitted(refusal_text(Right.RECORD_CLINICAL_EVENT))
    do = request.POST.get("do", "")
    form = forms.get(do)
    if form is not None and form.is_valid():
        try:
            write(request, do, form, places)
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("followup:limits", trial=trial)
    return page(request, found, places, forms, status=422)


def write(request: HttpRequest, do: str, form: Any, places: list[SiteActivation]) -> None:
    who = {"by": request.user, "at": timezone.now()}
    if do == "range":
        reference_ranges.enter(place=form.place(), given=form.range(), **who)
        return
    rows = ReferenceRange.objects.filter(activation__in=places)
    row = get_object_or_404(rows, pk=form.cleaned_data["row"])
    reference_ranges.strike(row=row, reason=form.cleaned_data["reason"], **who)


def forms_for(request: HttpRequest, places: list[SiteActivation]) -> dict[str, Any]:
    mine = [
        one
        for one in places
        if can_enter(
            request.user,
            activation=one,
            on=request.today,
            right=Right.RECORD_CLINICAL_EVENT,
        )
    ]
    if not mine:
        return {}
    standing = list(limits_at(mine).filter(struck_reason=""))
    found = {"range": RangeForm(sent(request, "range"), places=mine)}
    if standing:
        found["strike"] = StrikeRangeForm(sent(request, "strike"), rows=standing)
    return found


def sent(request: HttpRequest, do: str) -> Any:
    return request.POST if request.POST.get("do") == do else None


def page(
    request: HttpRequest,
    trial: Trial,
    places: list[SiteActivation],
    forms: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    rows = [
        {"row": one, "analyte": called(one.analyte), "limits": limits_shown(one)}
        for one in limits_at(places)
    ]
    context = {
        "trial": trial,
        "rows": rows,
        **{f"{name}_form": form for name, form in forms.items()},
        "has_errors": status == 422,
    }
    return render(request, "followup/limits.html", context, status=status)
