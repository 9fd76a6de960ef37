"""Recording what happened to a participant, correcting it, and the list of it all."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.acts import Refusal
from casebook.actions.conflicts import Conflict
from casebook.forms.corrections import CorrectionForm
from casebook.models import Participant, Record
from casebook.permissions import can_enter, check_can_enter
from casebook.policies import has_consented
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.facts import facts_of
from casebook.selectors.protocols import protocol_behind
from followup.actions import adverse_events
from followup.actions.recording import protocol_agreed_to
from followup.domain.seriousness import ReportClock
from followup.forms.clocks import assumed_lines, clock_lines
from followup.forms.dates import on_the_wall
from followup.forms.exposures import exposure_lines
from followup.forms.kinds import COURSES, EVENTS, KINDS, Kind
from followup.forms.laboratory import proposal_lines, proposed_values
from followup.forms.records import RecordForm
from followup.forms.shown import compared, lines_of
from followup.models import AdverseEvent, TreatmentCourse
from followup.views.moves import telling_what_moved
from followup.views.terms import suggestions
from followup.wording import hours_left
from trials.domain.rights import Right
from trials.permissions import NotPermitted
from trials.views.once import KEY_FIELD, once


@require_http_methods(["GET", "POST"])
@login_required
@once
def new(request: HttpRequest, trial: str, code: str, kind: Kind) -> HttpResponse:
    row = recordable(request, trial, code, Right.RECORD_CLINICAL_EVENT)
    if not has_consented(row):
        messages.warning(request, _("Record the consent first; nothing else may be stored."))
        return redirect("casebook:consent", trial=trial, code=row.code)
    form = form_for(request, row, kind, first_values(request, row, kind))
    if form.is_valid():
        try:
            kind.record(participant=row, **form.entry(), by=request.user, at=timezone.now())
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect(records_of(row))
    return drawn(request, row, kind, {"form": form})


@require_http_methods(["GET", "POST"])
@login_required
@once
def correct(request: HttpRequest, trial: str, code: str, kind: Kind, pk: int) -> HttpResponse:
    row = recordable(request, trial, code, Right.CORRECT_DATA)
    record = get_object_or_404(kind.model, participant=row, pk=pk)
    chosen = {name: request.GET[name] for name in ("term",) if request.GET.get(name)}
    form = form_for(request, row, kind, {**kind.form.initial_of(record), **chosen})
    why = CorrectionForm(request.POST or None, prefix="correction")
    if all([form.is_valid(), why.is_valid()]):
        try:
            with telling_what_moved(request, row):
                kind.correct(
                    record=record,
                    **form.entry(),
                    expected_version=version_of(request),
                    reason=why.reason(),
                    by=request.user,
                    at=timezone.now(),
                )
        except NotPermitted:
            raise
        except Conflict as conflict:
            return conflicting(request, row, kind, form, conflict)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Corrected."))
            return redirect(records_of(row))
    version = version_of(request) if request.POST else record.version
    return drawn(
        request, row, kind, {"form": form, "why": why, "record": record, "version": version}
    )


def recordable(request: HttpRequest, trial: str, code: str, right: Right) -> Participant:
    row = readable(request, trial, code)
    check_can_enter(request.user, activation=row.activation, on=request.today, right=right)
    return row


def form_for(
    request: HttpRequest, row: Participant, kind: Kind, initial: dict[str, Any]
) -> RecordForm:
    return kind.form(
        request.POST or None,
        initial=initial,
        participant=row,
        protocol=protocol_agreed_to(row),
    )


def first_values(request: HttpRequest, row: Participant, kind: Kind) -> dict[str, Any]:
    if kind is COURSES:
        return repeated(row, request.GET.get("like", ""), today=request.today)
    if kind is not EVENTS:
        return {}
    zone = row.activation.site.time_zone
    return {
        "term": request.GET.get("term", ""),
        **proposed_values(request.GET),
        **on_the_wall(timezone.now(), "aware", zone),
    }


def repeated(row: Participant, pk: str, *, today: date) -> dict[str, Any]:
    """The same agent and dose once more, to be looked at before it is recorded; never its days."""
    like = (
        TreatmentCourse.objects.filter(participant=row, pk=pk).first() if pk.isdecimal() else None
    )
    if like is None:
        return {}
    names = ("agent", "product", "dose_unit")
    dose = f"{like.dose.normalize():f}" if like.dose is not None else None
    return {**{name: getattr(like, name) for name in names}, "dose": dose, "start_date": today}


def version_of(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() else 0


def drawn(request: HttpRequest, row: Participant, kind: Kind, more: dict[str, Any]) -> HttpResponse:
    context = {**frame(request, row), "kind": kind, **more}
    if kind is EVENTS:
        context |= term_choice(request, row, context["form"])
    wrong = any(context[name].errors for name in ("form", "why") if name in context)
    context["has_errors"] = wrong
    return render(request, f"followup/{kind.name}.html", context, status=422 if wrong else 200)


def term_choice(request: HttpRequest, row: Participant, form: RecordForm) -> dict[str, Any]:
    """The term comes first: until one is chosen there is nothing else to ask."""
    is_open = not request.POST and ("q" in request.GET or not form.chosen_term())
    searching = is_open or form.chosen_label() == ""
    found = suggestions(request, row.activation.trial) if searching else {}
    return {"is_searching": searching, "official": form.official(), **found}


def frame(request: HttpRequest, row: Participant) -> dict[str, Any]:
    return {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
    }


def records_of(row: Participant) -> str:
    return reverse("followup:records", args=[row.activation.trial.slug, row.code])


def conflicting(
    request: HttpRequest, row: Participant, kind: Kind, form: RecordForm, conflict: Conflict
) -> HttpResponse:
    """Both versions beside each other; what was typed is kept and can still be saved."""
    theirs = conflict.record
    not_typed = {KEY_FIELD, "csrfmiddlewaretoken", "version"}
    context = {
        **frame(request, row),
        "kind": kind,
        "record": theirs,
        "conflict": conflict,
        "lines": compared(kind.as_record(form.value(), theirs), theirs),
        "typed": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in not_typed
            for value in values
        ],
    }
    return render(request, "followup/conflict.html", context, status=409)


@require_safe
@login_required
def records(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = readable(request, trial, code)
    return render(request, "followup/records.html", listing(request, row))


@require_safe
@login_required
def panel(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """The same list for the participant's page; opened by itself it is the whole page."""
    row = readable(request, trial, code)
    name = "panel" if request.headers.get("HX-Request") else "records"
    return render(request, f"followup/{name}.html", listing(request, row))


def listing(request: HttpRequest, row: Participant) -> dict[str, Any]:
    def may(right: Right) -> bool:
        return can_enter(request.user, activation=row.activation, on=request.today, right=right)

    recorded = {kind: kind.of(row) for kind in KINDS}
    return {
        **frame(request, row),
        "groups": [(kind, [entry(one) for one in rows]) for kind, rows in recorded.items()],
        "proposals": proposal_lines(row, recorded[EVENTS]),
        "exposures": exposure_lines(recorded[COURSES], facts=facts_of(row), known_to=request.today),
        "can_record": may(Right.RECORD_CLINICAL_EVENT) and has_consented(row),
        "can_correct": may(Right.CORRECT_DATA),
    }


def entry(record: Record) -> dict[str, Any]:
    found = {"record": record, "lines": lines_of(record), "left": time_left(record)}
    if isinstance(record, AdverseEvent) and record.serious:
        clocks = clock_lines(record, now=timezone.now())
        found |= {"clocks": clocks, "assumed": assumed_lines(record)}
    return found


def time_left(record: Record) -> str:
    if not isinstance(record, AdverseEvent) or not record.serious:
        return ""
    clock = ReportClock(
        aware_at=record.serious_from,
        reported_at=record.reported_at,
        within=protocol_behind(record).safety.site_within,
    )
    return hours_left(clock.hours_left(timezone.now())) if clock.is_running else ""


@require_POST
@login_required
@once
def tell_sponsor(request: HttpRequest, trial: str, code: str, pk: int) -> HttpResponse:
    row = recordable(request, trial, code, Right.CORRECT_DATA)
    event = get_object_or_404(AdverseEvent, participant=row, pk=pk)
    now = timezone.now()
    try:
        adverse_events.tell_sponsor(record=event, told_at=now, by=request.user, at=now)
    except NotPermitted:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Recorded that the sponsor was told; the clock has stopped."))
    return redirect(records_of(row))
