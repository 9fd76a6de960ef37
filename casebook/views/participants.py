"""The list of participants, registering one, and one's page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.acts import Refusal
from casebook import moments
from casebook.actions import participants
from casebook.addresses import address
from casebook.domain import timeline
from casebook.domain.standing import STANDING_LABELS, TONES, Standing
from casebook.forms.participants import RegisterForm
from casebook.models import Participant
from casebook.permissions import can_enter
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.deviations import told
from casebook.selectors.overview import Overview, overview_of
from casebook.selectors.participants import Listed, counts, listed
from casebook.selectors.protocols import screens_people
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial
from trials.permissions import NotPermitted, check_may_in_trial, may, refusal_text
from trials.scope import trial_or_404
from trials.views.once import once
from trials.views.refusals import said
from trials.wording import worded

A_PAGE = 50


@require_safe
@login_required
def participants_list(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
    code, chosen = request.GET.get("code", ""), request.GET.get("standing", "")
    everybody = listed(found, activations=request.reach.activation_ids, code=code)
    if len(everybody) == 1 and everybody[0].code == code.strip().upper():
        return redirect("casebook:participant", found.slug, everybody[0].code)
    shown = [one for one in everybody if chosen in {"", one.standing}]
    context = {
        "trial": found,
        "code": code,
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "filters": filters(everybody, chosen, code),
        "is_filtered": bool(code or chosen),
        "can_register": screens_people(found) and bool(sites_to_register_at(request, found)),
    }
    return render(request, "casebook/participants.html", context)


def filters(everybody: list[Listed], chosen: str, code: str) -> list[dict[str, Any]]:
    """One count for each standing that somebody has; pressing it again shows all."""
    found = counts(everybody)
    return [
        {
            "label": STANDING_LABELS[one],
            "tone": TONES[one],
            "count": found[one],
            "on": one == chosen,
            "query": {"standing": "" if one == chosen else one.value, "code": code},
        }
        for one in Standing
        if found.get(one) or one == chosen
    ]


def sites_to_register_at(request: HttpRequest, trial: Trial) -> list[SiteActivation]:
    reached = SiteActivation.objects.filter(
        trial=trial, pk__in=request.reach.activation_ids
    ).select_related("site", "trial")
    return [one for one in reached if can_enter(request.user, activation=one, on=request.today)]


@require_http_methods(["GET", "POST"])
@login_required
@once
def register(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    sites = sites_to_register_at(request, found)
    if not sites:
        raise NotPermitted(refusal_text(Right.ENTER_DATA))
    form = RegisterForm(request.POST or None, sites=sites, initial=initial(request, sites))
    if form.is_valid():
        try:
            row = participants.register(**form.entry(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("%(code)s is registered.") % {"code": row.code})
            return redirect(address("consent", row))
    context = {"trial": found, "form": form}
    return render(request, "casebook/register.html", context, status=422 if form.errors else 200)


def initial(request: HttpRequest, sites: list[SiteActivation]) -> dict[str, Any]:
    return {"site": str(sites[0].pk) if len(sites) == 1 else "", "screened_date": request.today}


@require_safe
@login_required
def participant(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """Timeline above, the casebook below it, everything else one click away."""
    row = readable(request, trial, code)
    overview = overview_of(row, user=request.user, today=request.today)
    lanes, ticks = timeline_of(row, overview, request)
    context = {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "overview": overview,
        "placed": [one for one in overview.rows if one.is_placed],
        "later": [one for one in overview.rows if not one.is_placed],
        "lanes": lanes,
        "ticks": ticks,
        "signs": may(
            request.user, Right.SIGN_ELIGIBILITY, activation=row.activation, on=request.today
        ),
        "can_enter": can_enter(
            request.user,
            activation=row.activation,
            on=request.today,
            right=Right.RECORD_CLINICAL_EVENT,
        ),
        "deviations": told(row.deviations.all(), row.activation.trial),
        "locks": may(request.user, Right.LOCK_FORM, activation=row.activation, on=request.today),
        "records_deviations": may(
            request.user, Right.RECORD_DEVIATION, activation=row.activation, on=request.today
        ),
    }
    return render(request, "casebook/participant.html", context)


def timeline_of(
    row: Participant, overview: Overview, request: HttpRequest
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Lanes and ticks as the timeline component takes them."""
    found = [
        *timeline.milestones(overview.protocol, overview.facts),
        *timeline.treatment(overview.facts, today=request.today),
        *timeline.visits(overview.planned),
        *moments.of(row),
    ]
    axis = timeline.axis_of(found, today=request.today)
    lanes = [
        {
            "label": "" if number else _(name),
            "name": _(name),
            "marks": [drawn(one, axis) for one in line],
        }
        for name in dict.fromkeys(one.lane for one in found)
        for number, line in enumerate(
            timeline.stacked([one for one in found if one.lane == name], axis)
        )
    ]
    return lanes, drawn_ticks(axis)


def drawn_ticks(axis: timeline.Axis) -> list[dict[str, Any]]:
    """A phone has room for the first, the middle and the last; the third of four is too near."""
    ticks = axis.ticks()
    middle = 0 if len(ticks) == 4 else len(ticks) // 2
    kept = {0, middle, len(ticks) - 1}
    return [
        {"at": at, "label": label, "between": number not in kept}
        for number, (at, label) in enumerate(ticks)
    ]


def drawn(moment: timeline.Moment, axis: timeline.Axis) -> dict[str, Any]:
    width = axis.at(moment.last) - axis.at(moment.first)
    return {
        "at": axis.at(moment.first),
        "width": round(width, 2),
        "tone": moment.tone,
        "label": worded_label(moment.label),
        "when": moment.when,
        "href": moment.href,
    }


def worded_label(label: object) -> str:
    return _(label) if isinstance(label, str) else worded(label)
