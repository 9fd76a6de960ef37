"""One event with its clocks, its reports and both judgments; the listing of the serious ones."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.acts import Refusal
from casebook.permissions import can_enter, can_read
from casebook.scope import participant_or_404
from casebook.selectors.banner import banner_of
from followup.actions.grade_changes import course_of
from followup.domain.deaths import EARLY_LABELS
from followup.forms.clocks import assumed_lines, clock_lines
from followup.forms.event_page import ACTS, Forms, forms_for
from followup.forms.shown import lines_of
from followup.forms.told import expected_unlisted, heads, judged_lines, listing, told_lines, verdict
from followup.forms.windows import window_lines
from followup.models import AdverseEvent
from followup.permissions import READERS, check_may_read_event, sites_of_events
from followup.reports import cioms, pdf
from followup.selectors.early_deaths import early_deaths
from followup.selectors.serious_events import WITH_ALL, serious_events
from trials.domain.ctcae.terms import term
from trials.domain.rights import Right
from trials.permissions import NotPermitted, refusal_text
from trials.scope import trial_or_404
from trials.views.once import once
from trials.views.pdf import pdf_answer
from trials.views.refusals import said
from trials.views.sheets import csv_answer


@require_safe
@login_required
def serious_listing(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    places = sites_of_events(request.reach, found)
    if not places:
        raise NotPermitted(refusal_text(READERS[0]))
    rows = listing(serious_events(places), now=timezone.now())
    if request.GET.get("as") == "csv":
        name = f"{found.slug}-serious-events-{request.today}"
        return csv_answer(name, [heads(), *(one.sheet for one in rows)])
    early = early_deaths(places, now=timezone.now())
    standings = [(_(EARLY_LABELS[one]), codes) for one, codes in early.items()]
    context = {
        "trial": found,
        "rows": rows,
        "early": standings,
        "operated": sum(len(codes) for codes in early.values()),
    }
    return render(request, "followup/serious_events.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@once
def event_page(request: HttpRequest, trial: str, code: str, pk: int) -> HttpResponse:
    event = event_to_read(request, trial, code, pk)
    now = timezone.now()
    forms = forms_for(event, request.POST, user=request.user, today=request.today, now=now)
    do = request.POST.get("do", "")
    if request.method == "GET":
        return page(request, event, forms)
    if not forms or (do in ACTS and do not in forms):
        raise NotPermitted(refusal_text(Right.RECORD_CLINICAL_EVENT))
    if do not in forms:
        return page(request, event, forms, status=422)
    form = forms[do]
    if form.is_valid():
        try:
            ACTS[do](event, form, by=request.user, at=now)
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("followup:event", trial=trial, code=code, pk=pk)
    return page(request, event, forms, status=422)


def event_to_read(request: HttpRequest, trial: str, code: str, pk: int) -> AdverseEvent:
    row = participant_or_404(request.reach, trial, code)
    rows = AdverseEvent.objects.select_related(*WITH_ALL, "activation__trial")
    event: AdverseEvent = get_object_or_404(rows, participant=row, pk=pk)
    check_may_read_event(request.user, event, on=request.today)
    return event


def page(
    request: HttpRequest, event: AdverseEvent, forms: Forms, *, status: int = 200
) -> HttpResponse:
    row, place = event.participant, event.activation
    reads = can_read(request.user, activation=place, on=request.today)
    corrects = can_enter(request.user, activation=place, on=request.today, right=Right.CORRECT_DATA)
    context = {
        "trial": place.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today) if reads else None,
        "event": event,
        "lines": lines_of(event),
        "unreviewed": term(event.term).is_unreviewed(translation.get_language() or "en"),
        "one": {"clocks": clock_lines(event, now=timezone.now()), "assumed": assumed_lines(event)},
        "verdict": verdict(event),
        "told": told_lines(event),
        "judged": judged_lines(event),
        "expected_unlisted": expected_unlisted(event),
        "course": course_of(event).graded,
        "windows": window_lines(event, today=request.today),
        "reads": reads,
        "can_correct": corrects,
        **{f"{name}_form": form for name, form in forms.items()},
        "has_errors": status == 422,
    }
    return render(request, "followup/event.html", context, status=status)


@require_safe
@login_required
def event_pdf(request: HttpRequest, trial: str, code: str, pk: int) -> HttpResponse:
    """In the language asked for, else in the reader's."""
    event = event_to_read(request, trial, code, pk)
    asked = request.GET.get("in", "")
    known = {one for one, _name in settings.LANGUAGES}
    language = asked if asked in known else translation.get_language() or "en"
    with translation.override(language):
        file = pdf.draw(event.activation.trial, cioms.form_of(event, at=timezone.now()))
    name = f"{event.activation.trial.slug}-{event.participant.code}-event-{event.pk}"
    return pdf_answer(file, name)
